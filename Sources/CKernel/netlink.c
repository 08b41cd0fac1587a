#define _GNU_SOURCE
#include "ckernel.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Numbers that older headers lack (linux/netlink.h).
#define CK_NETLINK_CAP_ACK 10
#define CK_NETLINK_EXT_ACK 11
#define CK_NETLINK_GET_STRICT_CHK 12

static int set(int socket, int level, int option, int value) {
  return setsockopt(socket, level, option, &value, sizeof value) < 0 ? -errno : 0;
}

static int get(int socket, int option) {
  int value = 0;
  socklen_t length = sizeof value;
  return getsockopt(socket, SOL_SOCKET, option, &value, &length) < 0 ? -errno : value;
}

const int CK_NETLINK_ROUTE = NETLINK_ROUTE, CK_NETLINK_NETFILTER = NETLINK_NETFILTER;

int ck_netlink_open(int protocol) {
  int result = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (result < 0) return -errno;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK};
  int error = 0;
  if (bind(result, (struct sockaddr *)&address, sizeof address) < 0) error = -errno;
  if (error == 0) error = set(result, SOL_NETLINK, CK_NETLINK_CAP_ACK, 1);
  if (error == 0) error = set(result, SOL_NETLINK, CK_NETLINK_EXT_ACK, 1);
  if (error == 0) error = set(result, SOL_NETLINK, CK_NETLINK_GET_STRICT_CHK, 1);
  if (error == 0) return result;
  close(result);
  return error;
}

int ck_netlink_join(int socket, int group) {
  return set(socket, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
}

int ck_netlink_reserve(int socket, int bytes) {
  if (set(socket, SOL_SOCKET, SO_SNDBUFFORCE, bytes) < 0) set(socket, SOL_SOCKET, SO_SNDBUF, bytes);
  if (set(socket, SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) set(socket, SOL_SOCKET, SO_RCVBUF, bytes);
  return 0;
}

int ck_netlink_send_room(int socket) { return get(socket, SO_SNDBUF); }

int ck_netlink_receive_room(int socket) { return get(socket, SO_RCVBUF); }

long ck_netlink_send(int socket, const void *bytes, size_t count) {
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  struct msghdr message = {
      .msg_name = &kernel, .msg_namelen = sizeof kernel, .msg_iov = &part, .msg_iovlen = 1};
  ssize_t result = sendmsg(socket, &message, 0);
  return result < 0 ? -errno : result;
}

long ck_netlink_receive(int socket, void *bytes, size_t count, int wait) {
  for (;;) {
    struct sockaddr_nl sender;
    memset(&sender, 0, sizeof sender);
    struct iovec part = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {
        .msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &part, .msg_iovlen = 1};
    ssize_t result = recvmsg(socket, &message, wait ? 0 : MSG_DONTWAIT);
    if (result < 0) return -errno;
    if (sender.nl_pid != 0) continue;
    if (message.msg_flags & MSG_TRUNC) return -EMSGSIZE;
    return result;
  }
}
