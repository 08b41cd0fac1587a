// What the kernel alone needs: the same requests as the program sends, put together by hand, 100 in a
// send and one acknowledgement for each send (netlink(7), rtnetlink(7)).
//
//   yardstick fdb DEVICE N      N forwarding entries of a vxlan device
//   yardstick neigh DEVICE N    N permanent neighbours
//   yardstick links N           N vxlan devices with an address, up
//   yardstick dump DEVICE       reads the forwarding entries of a device
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 100, ROOM = 65536 };

static int out;
static char batch[ROOM];
static size_t used;
static int count;
static unsigned sequence;
static struct nlmsghdr *last;

static void stop(const char *what) {
  perror(what);
  exit(2);
}

static void send_batch(void) {
  if (count == 0) return;
  last->nlmsg_flags |= NLM_F_ACK;
  if (send(out, batch, used, 0) < 0) stop("send");
  char answer[8192];
  for (;;) {
    ssize_t length = recv(out, answer, sizeof answer, 0);
    if (length < 0) stop("recv");
    int rest = (int)length, done = 0;
    for (struct nlmsghdr *header = (struct nlmsghdr *)answer; NLMSG_OK(header, (unsigned)rest);
         header = NLMSG_NEXT(header, rest)) {
      if (header->nlmsg_type != NLMSG_ERROR) continue;
      struct nlmsgerr *error = NLMSG_DATA(header);
      if (error->error) {
        errno = -error->error;
        stop("the kernel");
      }
      if (header->nlmsg_seq == last->nlmsg_seq) done = 1;
    }
    if (done) break;
  }
  used = 0;
  count = 0;
}

static void *begin(int type, int flags, const void *fixed, size_t size) {
  if (count == BATCH) send_batch();
  last = (struct nlmsghdr *)(batch + used);
  memset(last, 0, NLMSG_SPACE(size));
  last->nlmsg_type = (unsigned short)type;
  last->nlmsg_flags = (unsigned short)(NLM_F_REQUEST | flags);
  last->nlmsg_seq = ++sequence;
  last->nlmsg_len = (unsigned)NLMSG_LENGTH(size);
  memcpy(NLMSG_DATA(last), fixed, size);
  used += NLMSG_SPACE(size);
  count++;
  return last;
}

static struct rtattr *add(int type, const void *data, size_t size) {
  struct rtattr *attribute = (struct rtattr *)(batch + used);
  attribute->rta_type = (unsigned short)type;
  attribute->rta_len = (unsigned short)RTA_LENGTH(size);
  if (size) memcpy(RTA_DATA(attribute), data, size);
  used += RTA_SPACE(size);
  last->nlmsg_len = (unsigned)((batch + used) - (char *)last);
  return attribute;
}

static void close_nest(struct rtattr *nest) {
  nest->rta_len = (unsigned short)((batch + used) - (char *)nest);
}

static int index_of(const char *device) {
  unsigned index = if_nametoindex(device);
  if (index == 0) stop(device);
  return (int)index;
}

static void make_entries(const char *device, int number, int neighbours) {
  int index = index_of(device);
  for (int i = 0; i < number; i++) {
    struct ndmsg message = {
        .ndm_family = neighbours ? AF_INET : AF_BRIDGE,
        .ndm_ifindex = index,
        .ndm_state = neighbours ? NUD_PERMANENT : NUD_NOARP | NUD_PERMANENT,
        .ndm_flags = neighbours ? 0 : NTF_SELF};
    begin(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &message, sizeof message);
    unsigned char mac[6] = {0x52, 0x54, (unsigned char)(i >> 24), (unsigned char)(i >> 16),
                            (unsigned char)(i >> 8), (unsigned char)i};
    unsigned address = neighbours ? htonl(0x0a010000u + (unsigned)i)
                                  : htonl(0xc0a80901u + (unsigned)i % 250);
    add(NDA_DST, &address, 4);
    add(NDA_LLADDR, mac, 6);
  }
  send_batch();
}

static void make_links(int number) {
  for (int i = 0; i < number; i++) {
    char name[IFNAMSIZ];
    snprintf(name, sizeof name, "vxlan%d", i + 1);
    unsigned vni = (unsigned)i + 1, local = inet_addr("192.168.8.1"), peer = inet_addr("192.168.8.2");
    unsigned short port = htons(4789);
    struct ifinfomsg link = {.ifi_family = AF_UNSPEC, .ifi_index = 100000 + i};
    begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &link, sizeof link);
    add(IFLA_IFNAME, name, strlen(name) + 1);
    struct rtattr *info = add(IFLA_LINKINFO, NULL, 0);
    add(IFLA_INFO_KIND, "vxlan", 5);
    struct rtattr *data = add(IFLA_INFO_DATA, NULL, 0);
    add(IFLA_VXLAN_ID, &vni, 4);
    add(IFLA_VXLAN_GROUP, &peer, 4);
    add(IFLA_VXLAN_LOCAL, &local, 4);
    add(IFLA_VXLAN_PORT, &port, 2);
    close_nest(data);
    close_nest(info);
    struct ifaddrmsg place = {.ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = 100000u + (unsigned)i};
    begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &place, sizeof place);
    unsigned address = htonl(0x0a000001u + ((unsigned)i << 8));
    add(IFA_LOCAL, &address, 4);
    add(IFA_ADDRESS, &address, 4);
    struct ifinfomsg up = {.ifi_family = AF_UNSPEC, .ifi_index = 100000 + i, .ifi_flags = IFF_UP,
                           .ifi_change = IFF_UP};
    begin(RTM_NEWLINK, 0, &up, sizeof up);
  }
  send_batch();
}

static void dump(const char *device) {
  struct ifinfomsg message = {.ifi_family = AF_BRIDGE, .ifi_index = index_of(device)};
  begin(RTM_GETNEIGH, NLM_F_DUMP, &message, sizeof message);
  if (send(out, batch, used, 0) < 0) stop("send");
  static char answer[1 << 20];
  long entries = 0;
  for (;;) {
    ssize_t length = recv(out, answer, sizeof answer, 0);
    if (length < 0) stop("recv");
    int rest = (int)length;
    for (struct nlmsghdr *header = (struct nlmsghdr *)answer; NLMSG_OK(header, (unsigned)rest);
         header = NLMSG_NEXT(header, rest)) {
      if (header->nlmsg_type == NLMSG_DONE) {
        printf("%ld entries\n", entries);
        return;
      }
      entries++;
    }
  }
}

int main(int argc, char **argv) {
  out = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (out < 0) stop("socket");
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  if (connect(out, (struct sockaddr *)&kernel, sizeof kernel) < 0) stop("connect");
  if (argc == 4 && !strcmp(argv[1], "fdb")) {
    make_entries(argv[2], atoi(argv[3]), 0);
  } else if (argc == 4 && !strcmp(argv[1], "neigh")) {
    make_entries(argv[2], atoi(argv[3]), 1);
  } else if (argc == 3 && !strcmp(argv[1], "links")) {
    make_links(atoi(argv[2]));
  } else if (argc == 3 && !strcmp(argv[1], "dump")) {
    dump(argv[2]);
  } else {
    fprintf(stderr, "usage: yardstick fdb|neigh DEVICE N | links N | dump DEVICE\n");
    return 64;
  }
  return 0;
}
