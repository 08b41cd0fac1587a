#define _GNU_SOURCE
#include "creadline.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <readline/history.h>
#include <readline/readline.h>

const int CR_EINTR = EINTR, CR_ENODATA = ENODATA;

// Ctrl-Z, and its end: the terminal is given back while we are stopped, whatever the shell does, and
// taken again.
static volatile sig_atomic_t is_stopped, is_continued;

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
// Readable once a signal came; -1: there is none.
static int interrupting = -1;

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
  // Tables have an order of their own.
  rl_sort_completion_matches = found.are_files;
  if (found.are_files) {
    rl_filename_completion_desired = 1;
    return rl_completion_matches(text, rl_filename_completion_function);
  }
  rl_completion_suppress_append = rl_completion_suppress_quote = found.append == 0;
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

// Shows as much of a text as fits into some columns, and how many it took.
static int show_text(const char *text, int room) {
  mbstate_t state;
  memset(&state, 0, sizeof state);
  int used = 0;
  while (*text) {
    wchar_t character;
    size_t length = mbrtowc(&character, text, MB_CUR_MAX, &state);
    if (length == 0 || length > MB_CUR_MAX) break;
    int width = wcwidth(character);
    if (width < 0) width = 0;
    // The last column is for what says that there is more.
    if (used + width > room - (text[length] ? 1 : 0)) {
      fputs("…", rl_outstream);
      return used + 1;
    }
    fwrite(text, 1, length, rl_outstream);
    used += width;
    text += length;
  }
  return used;
}

static void show_with_summary(const char *text, int longest, int columns) {
  int room = columns - longest - 5;
  fputs("  ", rl_outstream);
  int used = show_text(text, columns - 3);
  if (room > 8) {
    fprintf(rl_outstream, "%*s", longest - used + 2, "");
    show_text(summary_of(text), room);
  }
  fputc('\n', rl_outstream);
}

// Waits for the key that follows a full screen, and takes it: how many lines more are wanted, 0 for none.
// Another key than those of a pager is a key of the line.
static int lines_wanted(int rows) {
  fputs("--More--", rl_outstream);
  fflush(rl_outstream);
  struct pollfd entries[] = {{fileno(rl_instream), POLLIN, 0}, {interrupting, POLLIN, 0}};
  int ready;
  do ready = poll(entries, interrupting < 0 ? 1 : 2, -1);
  while (ready < 0 && errno == EINTR && !is_stopped);
  fputs("\r        \r", rl_outstream);
  // A signal is answered where lines are waited for.
  if (ready < 0 || entries[1].revents) return 0;
  int key = rl_read_key();
  if (key == ' ' || key == '\t') return rows - 1;
  if (key == '\r' || key == '\n') return 1;
  if (key != 'q' && key > 0) rl_execute_next(key);
  return 0;
}

static void show_described(char **matches, int count, int longest, int rows, int columns) {
  int left = rows - 1;
  fputc('\n', rl_outstream);
  for (int index = 1; index <= count; index++) {
    if (left-- == 0 && (left = lines_wanted(rows) - 1) < 0) return;
    show_with_summary(matches[index], longest, columns);
  }
}

static void show_in_columns(char **matches, int count, int longest, int rows, int columns) {
  int per_line = columns / (longest + 2) > 0 ? columns / (longest + 2) : 1;
  int height = longest / columns + 1;
  int lines = rows / height > 4 ? rows / height - 3 : 1;
  int shown = count <= per_line * lines ? count : per_line * lines;
  char *next = matches[shown + 1];
  matches[shown + 1] = NULL;
  rl_display_match_list(matches, shown, longest);
  matches[shown + 1] = next;
  if (shown < count) fprintf(rl_outstream, "… and %d more: type on\n", count - shown);
}

// One candidate a line, with what it means, where all have a summary and a few screens hold them; else
// as readline shows them, and of those no more than a screen. matches[0] is what all have in common.
static void show_matches(char **matches, int count, int longest) {
  int rows, columns;
  rl_get_screen_size(&rows, &columns);
  int described = rows > 2 && count < 4 * rows && !found.are_files;
  for (int index = 1; index <= count && described; index++)
    described = summary_of(matches[index]) != NULL;
  if (described) show_described(matches, count, longest, rows, columns);
  else show_in_columns(matches, count, longest, rows, columns);
  rl_forced_update_display();
}

// A name as a word of a command, or as a string of a recipe.
static char *quote_name(char *name, int kind, char *quote) {
  (void)kind;
  char *quoted = malloc(2 * strlen(name) + 2);
  if (quoted == NULL) return NULL;
  char *end = quoted;
  *end++ = '"';
  for (; *name; name++) {
    if (*name == '"' || *name == '\\') *end++ = '\\';
    *end++ = *name;
  }
  *end = 0;
  // readline closes it, where the name is not that of a directory.
  if (quote) *quote = '"';
  return quoted;
}

static char *plain_name(char *name, int quote) {
  (void)quote;
  char *plain = strdup(name), *end = plain;
  if (plain == NULL) return NULL;
  for (; *name; name++) {
    if (*name == '\\' && name[1]) name++;
    *end++ = *name;
  }
  *end = 0;
  return plain;
}

static int is_quoted(char *line, int index) {
  int count = 0;
  while (count < index && line[index - 1 - count] == '\\') count++;
  return count % 2;
}

static void note_stop(int number) { is_stopped = number; }

static void note_continuation(int number) { is_continued = number; }

static void set_handler(int number, void (*handler)(int), struct sigaction *former) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  sigaction(number, &action, former);
}

static void stop(void) {
  is_stopped = 0;
  rl_deprep_terminal();
  set_handler(SIGTSTP, SIG_DFL, NULL);
  sigset_t open, former;
  sigemptyset(&open);
  sigaddset(&open, SIGTSTP);
  raise(SIGTSTP);
  sigprocmask(SIG_UNBLOCK, &open, &former);
  // Here we stand until somebody continues us.
  sigprocmask(SIG_SETMASK, &former, NULL);
  set_handler(SIGTSTP, note_stop, NULL);
}

// What is typed is UTF-8, also where the environment does not say so; readline asks it only once.
static void begin_locale(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return;
  const char *given = getenv("LC_ALL");
  char *former = given ? strdup(given) : NULL;
  setenv("LC_ALL", "C.UTF-8", 1);
  rl_initialize();
  setlocale(LC_CTYPE, "C.UTF-8");
  if (former) setenv("LC_ALL", former, 1);
  else unsetenv("LC_ALL");
  free(former);
}

void cr_begin(const char *name, const char *breaks) {
  rl_readline_name = name;
  rl_completer_word_break_characters = strdup(breaks);
  rl_basic_word_break_characters = rl_completer_word_break_characters;
  rl_completer_quote_characters = "\"";
  rl_filename_quote_characters = " \t\n\"\\'#";
  rl_filename_quoting_function = quote_name;
  rl_filename_dequoting_function = plain_name;
  rl_char_is_quoted_p = is_quoted;
  rl_attempted_completion_function = complete;
  rl_completion_display_matches_hook = show_matches;
  // Signals are ours: what they mean depends on what runs.
  rl_catch_signals = 0;
  // Also while nothing is read: the terminal may be resized at any time.
  rl_persistent_signal_handlers = 1;
  set_handler(SIGCONT, note_continuation, NULL);
  // Whoever started us may have blocked them, and the mask is inherited (sigprocmask(2)).
  sigset_t open;
  sigemptyset(&open);
  sigaddset(&open, SIGTSTP);
  sigaddset(&open, SIGCONT);
  sigaddset(&open, SIGWINCH);
  sigprocmask(SIG_UNBLOCK, &open, NULL);
  rl_change_environment = 0;
  using_history();
  begin_locale();
}

static void finish(char *line) {
  finished = line;
  is_finished = 1;
  rl_callback_handler_remove();
}

// Waits for keys and signals, and does what belongs to them: 0, or -errno.
static int await_key(int interruption, const sigset_t *mask) {
  struct pollfd entries[] = {{fileno(rl_instream), POLLIN, 0}, {interruption, POLLIN, 0}};
  int ready = ppoll(entries, interruption < 0 ? 1 : 2, NULL, mask);
  if (ready < 0 && errno != EINTR) return -errno;
  if (ready > 0 && entries[1].revents) {
    rl_echo_signal_char(SIGINT);
    rl_free_line_state();
    rl_callback_sigcleanup();
    rl_cleanup_after_signal();
    return -EINTR;
  }
  if (is_stopped) stop();
  if (is_continued) {
    is_continued = 0;
    rl_deprep_terminal();
    rl_prep_terminal(1);
    rl_forced_update_display();
  }
  // The size of the terminal may have changed.
  if (ready < 0) rl_check_signals();
  if (ready > 0 && entries[0].revents) rl_callback_read_char();
  return 0;
}

static int await_line(int interruption, const sigset_t *mask) {
  while (!is_finished) {
    int result = await_key(interruption, mask);
    if (result < 0) {
      rl_callback_handler_remove();
      return result;
    }
  }
  return finished == NULL ? -ENODATA : 0;
}

int cr_read_line(
    const char *prompt, int interruption, cr_complete *function, void *context, char **line) {
  completing = function;
  completing_context = context;
  interrupting = interruption;
  finished = NULL;
  is_finished = 0;
  // What came while a command had the terminal is over.
  is_continued = 0;
  struct sigaction former_stop;
  sigset_t closed, mask;
  sigemptyset(&closed);
  sigaddset(&closed, SIGTSTP);
  sigprocmask(SIG_BLOCK, &closed, &mask);
  set_handler(SIGTSTP, note_stop, &former_stop);
  // Who has no job control stays without (signal(7)).
  if (former_stop.sa_handler == SIG_IGN) sigaction(SIGTSTP, &former_stop, NULL);
  rl_callback_handler_install(prompt, finish);
  int result = await_line(interruption, &mask);
  sigaction(SIGTSTP, &former_stop, NULL);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  completing = NULL;
  if (result < 0) return result;
  *line = finished;
  return (int)strlen(finished);
}

void cr_free(char *line) { free(line); }

void cr_add_history(const char *line) { add_history(line); }

void cr_limit_history(int count) { stifle_history(count); }
