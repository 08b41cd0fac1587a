// unix(7) sockets with abstract names: they belong to the network namespace, and end with who
// listens.
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ckernel.h"

static int address_of(const char *name, struct sockaddr_un *address, socklen_t *length) {
  size_t count = strlen(name);
  if (count + 1 > sizeof address->sun_path) return -ENAMETOOLONG;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path + 1, name, count);
  *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + count);
  return 0;
}

static int open_with(const char *name, int (*use)(int, const struct sockaddr *, socklen_t)) {
  struct sockaddr_un address;
  socklen_t length;
  int result = address_of(name, &address, &length);
  if (result < 0) return result;
  int descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  if (use(descriptor, (const struct sockaddr *)&address, length) == 0) return descriptor;
  result = -errno;
  close(descriptor);
  return result;
}

int ck_local_listen(const char *name) {
  int descriptor = open_with(name, bind);
  if (descriptor < 0 || listen(descriptor, 4) == 0) return descriptor;
  int result = -errno;
  close(descriptor);
  return result;
}

int ck_local_connect(const char *name) { return open_with(name, connect); }

int ck_local_accept(int descriptor, unsigned *user) {
  int peer = accept4(descriptor, NULL, NULL, SOCK_CLOEXEC);
  if (peer < 0) return -errno;
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  if (getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0) {
    *user = credentials.uid;
    return peer;
  }
  int result = -errno;
  close(peer);
  return result;
}
