#define _GNU_SOURCE
#include "ckernel.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void ck_renew_interruptions(void);  // signals.c

int ck_fork(void) {
  pid_t result = fork();
  if (result < 0) return -errno;
  if (result == 0) ck_renew_interruptions();
  return result;
}

int ck_execute(
    const char *path, const char *arguments, int argument_count, const char *environment,
    int environment_count) {
  char **vector = calloc((size_t)argument_count + 1, sizeof *vector);
  if (vector == NULL) return -ENOMEM;
  for (int index = 0; index < argument_count; index++) {
    vector[index] = (char *)arguments;
    arguments += strlen(arguments) + 1;
  }
  for (int index = 0; index < environment_count; index++) {
    putenv((char *)environment);
    environment += strlen(environment) + 1;
  }
  void (*former)(int) = signal(SIGPIPE, SIG_DFL);
  execvp(path, vector);
  int error = errno;
  signal(SIGPIPE, former);
  free(vector);
  return -error;
}

// Only what must not return: the caller is a fresh child.
static int run_child(
    const char *path, const char *arguments, int argument_count, const char *environment,
    int environment_count, const int standard[3]) {
  int moved[3];
  for (int index = 0; index < 3; index++) {
    moved[index] = standard[index] < 0 ? -1 : fcntl(standard[index], F_DUPFD_CLOEXEC, 3);
    if (standard[index] >= 0 && moved[index] < 0) return -errno;
  }
  for (int index = 0; index < 3; index++) {
    if (moved[index] >= 0 && dup2(moved[index], index) < 0) return -errno;
  }
  return ck_execute(path, arguments, argument_count, environment, environment_count);
}

int ck_spawn(
    const char *path, const char *arguments, int argument_count, const char *environment,
    int environment_count, int input, int output, int errors, int apart) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) < 0) return -errno;
  pid_t child = fork();
  if (child < 0) {
    int error = errno;
    close(report[0]);
    close(report[1]);
    return -error;
  }
  if (child == 0) {
    int standard[3] = {input, output, errors};
    int end = fcntl(report[1], F_DUPFD_CLOEXEC, 3);
    if (apart) setsid();
    int error = run_child(
        path, arguments, argument_count, environment, environment_count, standard);
    ssize_t written = write(end, &error, sizeof error);
    _exit(written == sizeof error ? 127 : 126);
  }
  close(report[1]);
  int error = 0;
  ssize_t count;
  do {
    count = read(report[0], &error, sizeof error);
  } while (count < 0 && errno == EINTR);
  close(report[0]);
  if (count != sizeof error) return child;
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }
  return error;
}

int ck_wait(int process, int wait, int *status) {
  int word = 0;
  pid_t result = waitpid(process, &word, wait ? 0 : WNOHANG);
  if (result < 0) return -errno;
  if (result == 0) return 0;
  *status = WIFSIGNALED(word) ? 128 + WTERMSIG(word) : WEXITSTATUS(word);
  return 1;
}

int ck_kill(int process, int signal_number) {
  return kill(process, signal_number) < 0 ? -errno : 0;
}

int ck_session(void) {
  pid_t result = setsid();
  return result < 0 ? -errno : result;
}

int ck_end_with_parent(int parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0) return -errno;
  // It may have ended before.
  return getppid() == parent ? 0 : -ESRCH;
}

void ck_exit(int status) { _exit(status); }

int ck_process(void) { return getpid(); }

int ck_process_descriptor(int process) {
  long result = syscall(SYS_pidfd_open, process, 0);
  return result < 0 ? -errno : (int)result;
}
