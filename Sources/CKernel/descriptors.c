#define _GNU_SOURCE
#include "ckernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define CK_NSFS_MAGIC 0x6e736673  // linux/magic.h
#define CK_PROC_MAGIC 0x9fa0      // where it is bound from, before Linux 3.19

const int CK_O_RDONLY = O_RDONLY, CK_O_WRONLY = O_WRONLY, CK_O_RDWR = O_RDWR,
          CK_O_CREAT = O_CREAT, CK_O_EXCL = O_EXCL, CK_O_TRUNC = O_TRUNC,
          CK_O_APPEND = O_APPEND, CK_O_DIRECTORY = O_DIRECTORY, CK_O_NOFOLLOW = O_NOFOLLOW,
          CK_O_PATH = O_PATH;
const short CK_POLLIN = POLLIN, CK_POLLOUT = POLLOUT, CK_POLLERR = POLLERR, CK_POLLHUP = POLLHUP;

int ck_open(const char *path, int flags, unsigned mode) {
  int result = open(path, flags | O_CLOEXEC, mode);
  return result < 0 ? -errno : result;
}

int ck_hold_standard_descriptors(void) {
  for (int number = 0; number <= 2; number++) {
    if (fcntl(number, F_GETFD) >= 0 || errno != EBADF) continue;
    int result = open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY);
    if (result < 0) return -errno;
  }
  return 0;
}

int ck_close(int descriptor) { return close(descriptor) < 0 ? -errno : 0; }

int ck_duplicate(int descriptor) {
  int result = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  return result < 0 ? -errno : result;
}

int ck_duplicate_onto(int descriptor, int target) {
  if (descriptor == target) return ck_keep_over_exec(descriptor);
  return dup2(descriptor, target) < 0 ? -errno : 0;
}

int ck_keep_over_exec(int descriptor) {
  return fcntl(descriptor, F_SETFD, 0) < 0 ? -errno : 0;
}

int ck_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0; }

int ck_memory_file(const char *name) {
  int result = memfd_create(name, MFD_CLOEXEC);
  return result < 0 ? -errno : result;
}

long ck_read(int descriptor, void *bytes, size_t count) {
  ssize_t result = read(descriptor, bytes, count);
  return result < 0 ? -errno : result;
}

long ck_write(int descriptor, const void *bytes, size_t count) {
  ssize_t result = write(descriptor, bytes, count);
  return result < 0 ? -errno : result;
}

long ck_seek(int descriptor, long offset) {
  off_t result = lseek(descriptor, offset, SEEK_SET);
  return result < 0 ? -errno : result;
}

long ck_size(int descriptor) {
  struct stat file;
  return fstat(descriptor, &file) < 0 ? -errno : file.st_size;
}

int ck_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0) return -errno;
  return fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

int ck_lock(int descriptor, int wait) {
  return flock(descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
}

int ck_unlock(int descriptor) { return flock(descriptor, LOCK_UN) < 0 ? -errno : 0; }

int ck_identify(int descriptor, struct ck_identity *identity) {
  struct stat file;
  struct statfs system;
  if (fstat(descriptor, &file) < 0 || fstatfs(descriptor, &system) < 0) return -errno;
  identity->device = file.st_dev;
  identity->inode = file.st_ino;
  identity->mode = file.st_mode;
  identity->owner = file.st_uid;
  identity->group = file.st_gid;
  identity->is_namespace = system.f_type == CK_NSFS_MAGIC || system.f_type == CK_PROC_MAGIC;
  return 0;
}

int ck_set_owner(int descriptor, unsigned owner, unsigned group) {
  return fchown(descriptor, owner, group) < 0 ? -errno : 0;
}

int ck_set_mode(int descriptor, unsigned mode) { return fchmod(descriptor, mode) < 0 ? -errno : 0; }

int ck_poll(struct ck_poll *entries, unsigned count, int milliseconds) {
  _Static_assert(sizeof(struct ck_poll) == sizeof(struct pollfd), "the layout of pollfd");
  int result = poll((struct pollfd *)entries, count, milliseconds);
  return result < 0 ? -errno : result;
}

int ck_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
  return limit.rlim_cur > INT32_MAX ? INT32_MAX : (int)limit.rlim_cur;
}
