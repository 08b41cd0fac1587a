#define _GNU_SOURCE
#include "ckernel.h"

#include <errno.h>
#include <sched.h>
#include <sys/mount.h>

const unsigned long CK_MS_BIND = MS_BIND, CK_MS_REC = MS_REC, CK_MS_SHARED = MS_SHARED,
                    CK_MS_PRIVATE = MS_PRIVATE, CK_MS_NOSUID = MS_NOSUID,
                    CK_MS_NODEV = MS_NODEV, CK_MS_NOEXEC = MS_NOEXEC;
const int CK_CLONE_NEWNET = CLONE_NEWNET, CK_CLONE_NEWNS = CLONE_NEWNS,
          CK_CLONE_NEWUSER = CLONE_NEWUSER;

int ck_mount(
    const char *source, const char *target, const char *type, unsigned long flags,
    const char *data) {
  return mount(source, target, type, flags, data) < 0 ? -errno : 0;
}

int ck_unmount(const char *target) { return umount2(target, MNT_DETACH) < 0 ? -errno : 0; }

int ck_setns(int descriptor, int kind) { return setns(descriptor, kind) < 0 ? -errno : 0; }

int ck_unshare(int kinds) { return unshare(kinds) < 0 ? -errno : 0; }
