#define _GNU_SOURCE
#include "ckernel.h"

#include <errno.h>
#include <linux/capability.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

const int CK_CAP_NET_ADMIN = CAP_NET_ADMIN, CK_CAP_NET_RAW = CAP_NET_RAW,
          CK_CAP_SYS_ADMIN = CAP_SYS_ADMIN;

int ck_user(void) { return (int)getuid(); }

int ck_effective_user(void) { return (int)geteuid(); }

int ck_effective_group(void) { return (int)getegid(); }

int ck_has_capability(int number) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
  memset(data, 0, sizeof data);
  if (syscall(SYS_capget, &header, data) < 0) return -errno;
  return data[number / 32].effective >> (number % 32) & 1;
}

int ck_is_terminal(int descriptor) { return isatty(descriptor); }

int ck_terminal_width(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) < 0 ? -errno : size.ws_col;
}

int ck_host_name(char *bytes, size_t count) {
  if (gethostname(bytes, count) < 0) return -errno;
  bytes[count - 1] = 0;
  return (int)strlen(bytes) + 1;
}

int64_t ck_clock_microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int ck_environment(const char *name, char *bytes, size_t count) {
  const char *value = getenv(name);
  if (value == NULL) return -ENOENT;
  size_t length = strlen(value) + 1;
  if (length > count) return -ENAMETOOLONG;
  memcpy(bytes, value, length);
  return (int)length;
}

void ck_tune_heap(int kept, int growth, int apart) {
  mallopt(M_TRIM_THRESHOLD, kept);
  mallopt(M_TOP_PAD, growth);
  mallopt(M_MMAP_THRESHOLD, apart);
}
