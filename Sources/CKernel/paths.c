#define _GNU_SOURCE
#include "ckernel.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int ck_unlink(const char *path) { return unlink(path) < 0 ? -errno : 0; }

int ck_rmdir(const char *path) { return rmdir(path) < 0 ? -errno : 0; }

int ck_mkdir(const char *path, unsigned mode) { return mkdir(path, mode) < 0 ? -errno : 0; }

int ck_rename(const char *from, const char *to) { return rename(from, to) < 0 ? -errno : 0; }

int ck_chdir(const char *path) { return chdir(path) < 0 ? -errno : 0; }

int ck_fchdir(int descriptor) { return fchdir(descriptor) < 0 ? -errno : 0; }

long ck_real_path(const char *path, char *bytes, size_t count) {
  char *real = realpath(path, NULL);
  if (real == NULL) return -errno;
  size_t length = strlen(real) + 1;
  if (length <= count) memcpy(bytes, real, length);
  free(real);
  return length <= count ? (long)length : -ENAMETOOLONG;
}

long ck_directory(char *bytes, size_t count) {
  return getcwd(bytes, count) == NULL ? -errno : (long)strlen(bytes) + 1;
}

long ck_list(const char *path, char *bytes, size_t count) {
  DIR *directory = opendir(path);
  if (directory == NULL) return -errno;
  size_t total = 0;
  errno = 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    size_t length = strlen(entry->d_name) + 1;
    if (total + length <= count) memcpy(bytes + total, entry->d_name, length);
    total += length;
  }
  int error = errno;
  closedir(directory);
  return error != 0 ? -error : (long)total;
}

long ck_link_target(const char *path, char *bytes, size_t count) {
  long length = readlink(path, bytes, count);
  return length < 0 ? -errno : length;
}
