#define _GNU_SOURCE
#include "creadline.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

const int CR_EINTR = EINTR, CR_ENODATA = ENODATA;

struct cr_candidates {
  char **texts, **summaries;
  size_t count, room;
  int are_files;
  char append;
};

// What readline's callbacks have nowhere else to look for.
static struct cr_candidates found;
static cr_complete *completing;
static void *completing_context;
static char *finished;
static int is_finished;

static void forget_candidates(void) {
  for (size_t index = 0; index < found.count; index++) {
    free(found.texts[index]);
    free(found.summaries[index]);
  }
  free(found.texts);
  free(found.summaries);
  memset(&found, 0, sizeof found);
}

int cr_add_candidate(cr_candidates *candidates, const char *text, const char *summary) {
  if (candidates->count == candidates->room) {
    size_t room = candidates->room ? candidates->room * 2 : 64;
    char **texts = realloc(candidates->texts, room * sizeof *texts);
    if (texts == NULL) return -ENOMEM;
    candidates->texts = texts;
    char **summaries = realloc(candidates->summaries, room * sizeof *summaries);
    if (summaries == NULL) return -ENOMEM;
    candidates->summaries = summaries;
    candidates->room = room;
  }
  char *copy = strdup(text);
  if (copy == NULL) return -ENOMEM;
  candidates->texts[candidates->count] = copy;
  candidates->summaries[candidates->count] = summary ? strdup(summary) : NULL;
  candidates->count++;
  return 0;
}

void cr_complete_files(cr_candidates *candidates) { candidates->are_files = 1; }

void cr_append(cr_candidates *candidates, char character) { candidates->append = character; }

static char *next_candidate(const char *text, int state) {
  static size_t index;
  if (state == 0) index = 0;
  size_t length = strlen(text);
  while (index < found.count) {
    const char *candidate = found.texts[index++];
    if (strncmp(candidate, text, length) == 0) return strdup(candidate);
  }
  return NULL;
}

static char **complete(const char *text, int start, int end) {
  forget_candidates();
  found.append = ' ';
  rl_attempted_completion_over = 1;
  if (completing == NULL) return NULL;
  completing(completing_context, rl_line_buffer, start, end, &found);
  rl_completion_append_character = found.append;
  if (found.are_files) {
    rl_filename_completion_desired = 1;
    return rl_completion_matches(text, rl_filename_completion_function);
  }
  rl_completion_suppress_append = found.append == 0;
  return rl_completion_matches(text, next_candidate);
}

static const char *summary_of(const char *text) {
  for (size_t index = 0; index < found.count; index++)
    if (strcmp(found.texts[index], text) == 0) {
      const char *summary = found.summaries[index];
      return summary && *summary ? summary : NULL;
    }
  return NULL;
}

// One candidate a line, with what it means, where all have a summary and fit into a screen; else as
// readline shows them. matches[0] is what all have in common.
static void show_matches(char **matches, int count, int longest) {
  int rows, columns;
  rl_get_screen_size(&rows, &columns);
  int described = count < rows;
  for (int index = 1; index <= count && described; index++)
    described = !found.are_files && summary_of(matches[index]) != NULL;
  if (!described) {
    rl_display_match_list(matches, count, longest);
  } else {
    fputc('\n', rl_outstream);
    for (int index = 1; index <= count; index++) {
      int left = columns - longest - 5;
      fprintf(rl_outstream, "  %-*s", longest, matches[index]);
      if (left > 8) fprintf(rl_outstream, "  %.*s", left, summary_of(matches[index]));
      fputc('\n', rl_outstream);
    }
  }
  rl_forced_update_display();
}

// The shell has changed the terminal's modes while we were stopped.
static volatile sig_atomic_t is_continued;

static void note_continuation(int number) { is_continued = number; }

void cr_begin(const char *name, const char *breaks) {
  rl_readline_name = name;
  rl_completer_word_break_characters = strdup(breaks);
  rl_basic_word_break_characters = rl_completer_word_break_characters;
  rl_completer_quote_characters = "\"";
  rl_attempted_completion_function = complete;
  rl_completion_display_matches_hook = show_matches;
  rl_sort_completion_matches = 0;
  // Signals are ours: what they mean depends on what runs.
  rl_catch_signals = 0;
  // Also while nothing is read: the terminal may be resized at any time.
  rl_persistent_signal_handlers = 1;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = note_continuation;
  sigaction(SIGCONT, &action, NULL);
  rl_change_environment = 0;
  using_history();
}

static void finish(char *line) {
  finished = line;
  is_finished = 1;
  rl_callback_handler_remove();
}

int cr_read_line(
    const char *prompt, int interruption, cr_complete *function, void *context, char **line) {
  completing = function;
  completing_context = context;
  finished = NULL;
  is_finished = 0;
  rl_callback_handler_install(prompt, finish);
  while (!is_finished) {
    struct pollfd entries[] = {{fileno(rl_instream), POLLIN, 0}, {interruption, POLLIN, 0}};
    int ready = poll(entries, interruption < 0 ? 1 : 2, -1);
    if (ready < 0 && errno != EINTR) {
      int error = errno;
      rl_callback_handler_remove();
      return -error;
    }
    if (ready > 0 && entries[1].revents) {
      rl_echo_signal_char(SIGINT);
      rl_free_line_state();
      rl_callback_sigcleanup();
      rl_cleanup_after_signal();
      rl_callback_handler_remove();
      return -EINTR;
    }
    if (is_continued) {
      is_continued = 0;
      rl_prep_terminal(1);
      rl_forced_update_display();
    }
    // The size of the terminal may have changed.
    if (ready < 0) rl_check_signals();
    if (ready > 0 && entries[0].revents) rl_callback_read_char();
  }
  completing = NULL;
  if (finished == NULL) return -ENODATA;
  *line = finished;
  return (int)strlen(finished);
}

void cr_free(char *line) { free(line); }

void cr_add_history(const char *line) { add_history(line); }

void cr_limit_history(int count) { stifle_history(count); }
