#define _GNU_SOURCE
#include "ckernel.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int ask(const char *device, void *data) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  if (strlen(device) >= sizeof request.ifr_name) return -ENAMETOOLONG;
  memcpy(request.ifr_name, device, strlen(device));
  request.ifr_data = data;
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  int error = ioctl(descriptor, SIOCETHTOOL, &request) < 0 ? -errno : 0;
  close(descriptor);
  return error;
}

int ck_driver(const char *device, char *bytes, size_t count) {
  struct ethtool_drvinfo information = {.cmd = ETHTOOL_GDRVINFO};
  int error = ask(device, &information);
  if (error < 0) return error;
  size_t length = strnlen(information.driver, sizeof information.driver - 1);
  if (length + 1 > count) return -ENAMETOOLONG;
  memcpy(bytes, information.driver, length);
  bytes[length] = 0;
  return (int)length + 1;
}

int ck_transmit_checksum(const char *device) {
  struct ethtool_value value = {.cmd = ETHTOOL_GTXCSUM};
  int error = ask(device, &value);
  return error < 0 ? error : value.data != 0;
}
