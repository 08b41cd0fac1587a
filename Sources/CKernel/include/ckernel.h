// The system calls that Vxloom makes, and nothing else: each function gives a value >= 0, or
// -errno; none decides anything. Descriptors are close-on-exec unless said otherwise.
#ifndef CKERNEL_H
#define CKERNEL_H

#include <stddef.h>
#include <stdint.h>

// The errors that the callers tell apart (errno(3)).
extern const int CK_EPERM, CK_ENOENT, CK_EINTR, CK_EIO, CK_EAGAIN, CK_ENOMEM, CK_EACCES, CK_EBUSY,
    CK_EEXIST, CK_ENOTDIR, CK_EINVAL, CK_EPIPE, CK_EPROTONOSUPPORT, CK_EMSGSIZE, CK_ENOBUFS,
    CK_ETIMEDOUT, CK_EADDRNOTAVAIL, CK_ENETUNREACH, CK_EHOSTUNREACH, CK_ENOSPC, CK_ENAMETOOLONG;

// descriptors.c: open(2), read(2), write(2), flock(2), ...
extern const int CK_O_RDONLY, CK_O_WRONLY, CK_O_RDWR, CK_O_CREAT, CK_O_EXCL, CK_O_TRUNC,
    CK_O_APPEND, CK_O_DIRECTORY, CK_O_NOFOLLOW, CK_O_PATH;
int ck_open(const char *path, int flags, unsigned mode);
// Descriptors 0 to 2 that are closed get /dev/null, open for the other direction (EBADF): the next
// file to be opened would be one of them, and get what is meant for it.
int ck_hold_standard_descriptors(void);
int ck_close(int descriptor);
int ck_duplicate(int descriptor);
int ck_duplicate_onto(int descriptor, int target);  // not close-on-exec
int ck_keep_over_exec(int descriptor);
int ck_pipe(int ends[2]);
int ck_memory_file(const char *name);
long ck_read(int descriptor, void *bytes, size_t count);
long ck_write(int descriptor, const void *bytes, size_t count);
long ck_seek(int descriptor, long offset);
long ck_size(int descriptor);  // of a regular file; of others 0 or nothing that can be relied on
int ck_set_nonblocking(int descriptor);
int ck_lock(int descriptor, int wait);  // exclusive; -EWOULDBLOCK without wait
int ck_unlock(int descriptor);

struct ck_identity {
  uint64_t device, inode;
  uint32_t mode, owner, group;
  int is_namespace;  // the file lies on nsfs
};
int ck_identify(int descriptor, struct ck_identity *identity);
int ck_set_owner(int descriptor, unsigned owner, unsigned group);
int ck_set_mode(int descriptor, unsigned mode);

struct ck_poll {
  int descriptor;
  short events;   // CK_POLLIN, CK_POLLOUT
  short answered;
};
extern const short CK_POLLIN, CK_POLLOUT, CK_POLLERR, CK_POLLHUP;
int ck_poll(struct ck_poll *entries, unsigned count, int milliseconds);  // < 0: for ever
int ck_raise_descriptor_limit(void);  // gives the new limit

// paths.c
int ck_unlink(const char *path);
int ck_rmdir(const char *path);
int ck_mkdir(const char *path, unsigned mode);
int ck_rename(const char *from, const char *to);
int ck_chdir(const char *path);
int ck_fchdir(int descriptor);
long ck_link_target(const char *path, char *bytes, size_t count);  // readlink(2): the length
long ck_real_path(const char *path, char *bytes, size_t count);  // realpath(3): with its NUL
long ck_directory(char *bytes, size_t count);  // getcwd(3): the length with its NUL
// The names in a directory, each with a NUL; gives the bytes that all of them need, which may be
// more than were stored.
long ck_list(const char *path, char *bytes, size_t count);

// namespaces.c: mount(2), setns(2), unshare(2)
extern const unsigned long CK_MS_BIND, CK_MS_REC, CK_MS_SHARED, CK_MS_PRIVATE, CK_MS_NOSUID,
    CK_MS_NODEV, CK_MS_NOEXEC;
extern const int CK_CLONE_NEWNET, CK_CLONE_NEWNS, CK_CLONE_NEWUSER;
int ck_mount(
    const char *source, const char *target, const char *type, unsigned long flags,
    const char *data);
int ck_unmount(const char *target);  // MNT_DETACH
int ck_setns(int descriptor, int kind);
int ck_unshare(int kinds);

// netlink.c: netlink(7)
extern const int CK_NETLINK_ROUTE, CK_NETLINK_NETFILTER;
int ck_netlink_open(int protocol);
int ck_netlink_join(int socket, int group);
int ck_netlink_reserve(int socket, int bytes);  // both buffers; best effort
int ck_netlink_send_room(int socket);           // SO_SNDBUF
int ck_netlink_receive_room(int socket);        // SO_RCVBUF
long ck_netlink_send(int socket, const void *bytes, size_t count);
// One datagram of the kernel's; -EMSGSIZE if it did not fit, -EAGAIN if there is none and `wait`
// is 0. Datagrams of other senders are passed over.
long ck_netlink_receive(int socket, void *bytes, size_t count, int wait);

// local.c: unix(7) sockets with abstract names, SOCK_SEQPACKET
int ck_local_listen(const char *name);
int ck_local_connect(const char *name);
int ck_local_accept(int descriptor, unsigned *user);  // who called: SO_PEERCRED

// processes.c: fork(2), execvp(3), waitpid(2), ...
// Words are strings with a NUL each; `count` is their number. Environment words are NAME=VALUE.
int ck_fork(void);
int ck_execute(
    const char *path, const char *arguments, int argument_count, const char *environment,
    int environment_count);
// A child that runs `path` with these descriptors as 0, 1 and 2 (< 0: inherited); -errno also where
// the execution failed.
int ck_spawn(
    const char *path, const char *arguments, int argument_count, const char *environment,
    int environment_count, int input, int output, int errors, int apart);
// Waits, or looks when `wait` is 0: 0 if it still runs, else 1, and `status` is its exit status, or
// 128 + the signal that ended it.
int ck_wait(int process, int wait, int *status);
int ck_process_descriptor(int process);  // readable once a child has ended: pidfd_open(2)
int ck_kill(int process, int signal_number);
int ck_end_with_parent(int parent);
int ck_session(void);
void ck_exit(int status) __attribute__((noreturn));
int ck_process(void);

// signals.c
extern const int CK_SIGHUP, CK_SIGINT, CK_SIGTERM, CK_SIGKILL;
void ck_ignore_closed_pipes(void);
void ck_quit_plainly(void);            // SIGQUIT ends the process, and nothing is told of it
int ck_catch_interruptions(void);
void ck_release_interruptions(void);   // they end the process again
int ck_interruption(void);             // the first signal caught, or 0
void ck_forget_interruption(void);     // as if none had come
int ck_interruption_descriptor(void);  // readable once one came; -1 before they are caught

// host.c
extern const int CK_CAP_NET_ADMIN, CK_CAP_NET_RAW, CK_CAP_SYS_ADMIN;
int ck_user(void);
int ck_effective_user(void);
int ck_effective_group(void);
int ck_has_capability(int number);  // 1: effective in our user namespace
int ck_is_terminal(int descriptor);
int ck_terminal_width(int descriptor);
int ck_host_name(char *bytes, size_t count);
int64_t ck_clock_microseconds(void);  // CLOCK_MONOTONIC
int ck_environment(const char *name, char *bytes, size_t count);  // the length with its NUL
// Bytes of freed memory that stay with the process, by which its heap grows, and from which on a block
// stands apart and goes back at once; mallopt(3).
void ck_tune_heap(int kept, int growth, int apart);

// ethtool.c: SIOCETHTOOL (uapi/linux/ethtool.h), in the network namespace that we are in.
int ck_driver(const char *device, char *bytes, size_t count);  // the length with its NUL
int ck_transmit_checksum(const char *device);                  // 1: the device computes them

// echo.c: ICMP echo (RFC 792, RFC 4443). Addresses are 4 or 16 bytes in network order.
struct ck_echo {
  uint16_t identifier, sequence;
  uint8_t address[16];  // who answered; of an error: who was not reached
  int length;           // the bytes after the echo header
  int error;            // 0, or the errno that an ICMP error stands for
};
// Gives a nonblocking socket bound to `source`. `*is_raw` becomes 0 where only an unprivileged
// ping socket was allowed (net.ipv4.ping_group_range): it chooses the identifier itself.
int ck_echo_open(int is_ipv6, const uint8_t *source, int forbid_fragments, int *is_raw);
int ck_echo_send(
    int socket, int is_ipv6, const uint8_t *destination, uint16_t identifier, uint16_t sequence,
    int length);
// 1: an answer, 0: something else came; -EAGAIN: nothing is there.
int ck_echo_receive(int socket, int is_ipv6, int is_raw, struct ck_echo *echo);
// The same for the socket's queue of errors (IP_RECVERR, ip(7)).
int ck_echo_receive_error(int socket, int is_ipv6, struct ck_echo *echo);

#endif
