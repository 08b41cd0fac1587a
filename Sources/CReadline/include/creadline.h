#ifndef CREADLINE_H
#define CREADLINE_H

// GNU readline (readline(3)), which keeps its state in globals: one process has one. All strings are
// UTF-8 and end with NUL. Functions that can fail return -errno.

#include <stddef.h>

/// Where candidates for a completion go.
typedef struct cr_candidates cr_candidates;

/// Adds a candidate: what takes the place of the word, and a line about it, which may be NULL.
/// -ENOMEM where there is no room.
int cr_add_candidate(cr_candidates *candidates, const char *text, const char *summary);

/// Says that the candidates are names of files, as readline completes them.
void cr_complete_files(cr_candidates *candidates);

/// Says what is appended to the one candidate that is left; 0: nothing.
void cr_append(cr_candidates *candidates, char character);

/// Asked for candidates: the word from `start` to `end` (bytes) of `line` is to be completed.
typedef void cr_complete(
    void *context, const char *line, int start, int end, cr_candidates *candidates);

/// Prepares readline: `name` is what conditions in an inputrc test (`$if vxloom`), and the bytes that
/// end a word stand in `breaks`. Once in a process.
void cr_begin(const char *name, const char *breaks);

/// Reads a line, with editing. `prompt`: what the terminal does not show stands between \001 and \002.
/// `interruption`: a descriptor that is readable once a signal came, or -1. Gives the bytes of the
/// line, which stands in `line` until `cr_free`; -EINTR after a signal, -ENODATA at the end (Ctrl-D).
int cr_read_line(
    const char *prompt, int interruption, cr_complete *complete, void *context, char **line);

void cr_free(char *line);

/// The newest entry of the history.
void cr_add_history(const char *line);

/// Forgets the oldest entries above so many.
void cr_limit_history(int count);

extern const int CR_EINTR, CR_ENODATA;

#endif
