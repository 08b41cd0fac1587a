#define _GNU_SOURCE
#include "ckernel.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

void ck_renew_interruptions(void);

const int CK_SIGHUP = SIGHUP, CK_SIGINT = SIGINT, CK_SIGTERM = SIGTERM, CK_SIGKILL = SIGKILL;

// The one state of this target: a handler has nowhere else to write to.
static volatile sig_atomic_t caught = 0;
static volatile sig_atomic_t event = -1;

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const unsigned number_count = sizeof numbers / sizeof *numbers;

static void handle(int number) {
  int error = errno;
  // Ctrl-\ asks for the same as Ctrl-C.
  if (number == SIGQUIT) number = SIGINT;
  // Who asks us to end means more than who asks us to stop what runs.
  if (caught == 0 || (caught == SIGINT && number != SIGINT)) caught = number;
  if (event >= 0) {
    uint64_t one = 1;
    if (write(event, &one, sizeof one) < 0) caught = caught;
  }
  errno = error;
}

void ck_ignore_closed_pipes(void) { signal(SIGPIPE, SIG_IGN); }

void ck_quit_plainly(void) {
  struct sigaction present;
  if (sigaction(SIGQUIT, NULL, &present) == 0 && present.sa_handler != SIG_IGN)
    signal(SIGQUIT, SIG_DFL);
}

int ck_catch_interruptions(void) {
  if (event < 0) {
    int result = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (result < 0) return -errno;
    event = result;
  }
  // Whoever started us may have blocked them, and the mask is inherited (sigprocmask(2)).
  sigset_t open;
  sigemptyset(&open);
  for (unsigned index = 0; index < number_count; index++) {
    struct sigaction former, action;
    if (sigaction(numbers[index], NULL, &former) < 0) return -errno;
    if (former.sa_handler == SIG_IGN) continue;  // nohup(1), or a shell's background job
    memset(&action, 0, sizeof action);
    action.sa_handler = handle;
    sigemptyset(&action.sa_mask);
    if (sigaction(numbers[index], &action, NULL) < 0) return -errno;
    sigaddset(&open, numbers[index]);
  }
  return sigprocmask(SIG_UNBLOCK, &open, NULL) < 0 ? -errno : 0;
}

void ck_release_interruptions(void) {
  for (unsigned index = 0; index < number_count; index++) {
    struct sigaction present;
    if (sigaction(numbers[index], NULL, &present) == 0 && present.sa_handler == handle)
      signal(numbers[index], SIG_DFL);
  }
}

int ck_interruption(void) { return caught; }

void ck_forget_interruption(void) {
  uint64_t count;
  if (event >= 0 && read(event, &count, sizeof count) < 0) caught = 0;
  caught = 0;
}

int ck_interruption_descriptor(void) { return event; }

// In a forked child: its own event and no signal yet.
void ck_renew_interruptions(void) {
  caught = 0;
  if (event < 0) return;
  close(event);
  event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}
