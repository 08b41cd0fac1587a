#define _GNU_SOURCE
#include "ckernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// ip(7): room for the largest payload of an IPv4 packet.
enum { CK_ECHO_HEADER = 8, CK_ECHO_MOST = 65535 };
enum { CK_V4_REQUEST = 8, CK_V4_REPLY = 0, CK_V6_REQUEST = 128, CK_V6_REPLY = 129 };

static socklen_t fill(struct sockaddr_storage *storage, int is_ipv6, const uint8_t *bytes) {
  memset(storage, 0, sizeof *storage);
  if (is_ipv6) {
    struct sockaddr_in6 *address = (struct sockaddr_in6 *)storage;
    address->sin6_family = AF_INET6;
    memcpy(&address->sin6_addr, bytes, 16);
    return sizeof *address;
  }
  struct sockaddr_in *address = (struct sockaddr_in *)storage;
  address->sin_family = AF_INET;
  memcpy(&address->sin_addr, bytes, 4);
  return sizeof *address;
}

static void take(const struct sockaddr_storage *storage, int is_ipv6, uint8_t *bytes) {
  if (is_ipv6) {
    memcpy(bytes, &((const struct sockaddr_in6 *)storage)->sin6_addr, 16);
  } else {
    memcpy(bytes, &((const struct sockaddr_in *)storage)->sin_addr, 4);
  }
}

static int configure(int socket, int is_ipv6, int is_raw, int forbid_fragments) {
  int yes = 1;
  int level = is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
  int discovery = is_ipv6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER;
  int mode = is_ipv6 ? (forbid_fragments ? IPV6_PMTUDISC_DO : IPV6_PMTUDISC_DONT)
                     : (forbid_fragments ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT);
  if (setsockopt(socket, level, discovery, &mode, sizeof mode) < 0) return -errno;
  int errors = is_ipv6 ? IPV6_RECVERR : IP_RECVERR;
  if (setsockopt(socket, level, errors, &yes, sizeof yes) < 0) return -errno;
  if (!is_raw) return 0;
  if (is_ipv6) {
    struct icmp6_filter filter;
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(CK_V6_REPLY, &filter);
    int result = setsockopt(socket, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter);
    return result < 0 ? -errno : 0;
  }
  struct icmp_filter filter = {.data = ~(1u << CK_V4_REPLY)};
  return setsockopt(socket, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) < 0 ? -errno : 0;
}

int ck_echo_open(int is_ipv6, const uint8_t *source, int forbid_fragments, int *is_raw) {
  int family = is_ipv6 ? AF_INET6 : AF_INET;
  int protocol = is_ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
  *is_raw = 1;
  int result = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  if (result < 0 && (errno == EPERM || errno == EACCES)) {
    int refusal = errno;
    *is_raw = 0;
    result = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    if (result < 0) return -refusal;
  }
  if (result < 0) return -errno;
  struct sockaddr_storage address;
  socklen_t length = fill(&address, is_ipv6, source);
  int error = configure(result, is_ipv6, *is_raw, forbid_fragments);
  if (error == 0 && bind(result, (struct sockaddr *)&address, length) < 0) error = -errno;
  if (error == 0) return result;
  close(result);
  return error;
}

// RFC 1071; of ICMPv6 the kernel fills in the sum.
static uint16_t checksum(const uint8_t *bytes, int count) {
  uint32_t sum = 0;
  for (int index = 0; index + 1 < count; index += 2) sum += bytes[index] << 8 | bytes[index + 1];
  if (count % 2 == 1) sum += bytes[count - 1] << 8;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

static void put(uint8_t *bytes, uint16_t number) {
  bytes[0] = (uint8_t)(number >> 8);
  bytes[1] = (uint8_t)number;
}

static uint16_t number_at(const uint8_t *bytes) { return (uint16_t)(bytes[0] << 8 | bytes[1]); }

int ck_echo_send(
    int socket, int is_ipv6, const uint8_t *destination, uint16_t identifier, uint16_t sequence,
    int length) {
  uint8_t packet[CK_ECHO_MOST];
  if (length < 0 || length > CK_ECHO_MOST - CK_ECHO_HEADER) return -EMSGSIZE;
  packet[0] = is_ipv6 ? CK_V6_REQUEST : CK_V4_REQUEST;
  packet[1] = 0;
  put(packet + 2, 0);
  put(packet + 4, identifier);
  put(packet + 6, sequence);
  for (int index = 0; index < length; index++) packet[CK_ECHO_HEADER + index] = (uint8_t)index;
  if (!is_ipv6) put(packet + 2, checksum(packet, CK_ECHO_HEADER + length));
  struct sockaddr_storage address;
  socklen_t size = fill(&address, is_ipv6, destination);
  ssize_t result = sendto(
      socket, packet, (size_t)(CK_ECHO_HEADER + length), MSG_NOSIGNAL,
      (struct sockaddr *)&address, size);
  return result < 0 ? -errno : 0;
}

int ck_echo_receive(int socket, int is_ipv6, int is_raw, struct ck_echo *echo) {
  uint8_t packet[CK_ECHO_MOST];
  struct sockaddr_storage sender;
  socklen_t size = sizeof sender;
  ssize_t count = recvfrom(
      socket, packet, sizeof packet, MSG_DONTWAIT, (struct sockaddr *)&sender, &size);
  if (count < 0) return -errno;
  // A raw IPv4 socket gives the IP header, too (raw(7)).
  int skipped = is_raw && !is_ipv6 && count > 0 ? (packet[0] & 0xf) * 4 : 0;
  if (count < skipped + CK_ECHO_HEADER) return 0;
  const uint8_t *header = packet + skipped;
  if (header[0] != (is_ipv6 ? CK_V6_REPLY : CK_V4_REPLY)) return 0;
  memset(echo, 0, sizeof *echo);
  echo->identifier = number_at(header + 4);
  echo->sequence = number_at(header + 6);
  echo->length = (int)count - skipped - CK_ECHO_HEADER;
  take(&sender, is_ipv6, echo->address);
  return 1;
}

int ck_echo_receive_error(int socket, int is_ipv6, struct ck_echo *echo) {
  uint8_t packet[CK_ECHO_HEADER];
  _Alignas(struct cmsghdr) uint8_t control[512];
  struct sockaddr_storage destination;
  memset(&destination, 0, sizeof destination);
  struct iovec part = {.iov_base = packet, .iov_len = sizeof packet};
  struct msghdr message = {
      .msg_name = &destination, .msg_namelen = sizeof destination, .msg_iov = &part,
      .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t count = recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
  if (count < 0) return -errno;
  if (count < CK_ECHO_HEADER) return 0;
  memset(echo, 0, sizeof *echo);
  echo->identifier = number_at(packet + 4);
  echo->sequence = number_at(packet + 6);
  take(&destination, is_ipv6, echo->address);
  for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item != NULL;
       item = CMSG_NXTHDR(&message, item)) {
    int is_error = is_ipv6 ? item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_RECVERR
                           : item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_RECVERR;
    if (is_error) {
      struct sock_extended_err detail;
      memcpy(&detail, CMSG_DATA(item), sizeof detail);
      echo->error = (int)detail.ee_errno;
    }
  }
  return echo->error != 0;
}
