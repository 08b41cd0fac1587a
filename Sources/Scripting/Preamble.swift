/// What every script begins with: functions that look at the host, do what is missing, and keep
/// what takes it back. POSIX sh, no `local`: each function's variables bear its name.
let preamble = [
  corePreamble, hostPreamble, devicesPreamble, tablesPreamble, entriesPreamble, dockerPreamble,
  claimsPreamble, endingPreamble,
].joined(separator: "\n\n")

/// Words, running, and undoing.
let corePreamble = #"""
  # shellcheck disable=SC2317,SC2329 # functions are also called by their names, and not by all nodes
  set -f
  LC_ALL=C
  export LC_ALL
  newline='
  '
  mode=apply dry=no replace=no result=0 changes=0 depth=0 pending='' answer='' made=$newline locals=''
  BRIDGE=''

  say() { printf '%s\n' "$*" >&2; }

  # find_tool NAME: its full path; in busybox ash the bare word is an applet that knows no vxlan.
  find_tool() {
    tool_path=$PATH:/usr/local/sbin:/usr/sbin:/sbin
    while [ -n "$tool_path" ]; do
      tool=${tool_path%%:*}/$1
      case $tool_path in *:*) tool_path=${tool_path#*:} ;; *) tool_path= ;; esac
      if [ ! -f "$tool" ] || [ ! -x "$tool" ]; then continue; fi
      case $("$tool" -V 2>&1 </dev/null) in
        *iproute2* | 'bridge utility'*) printf '%s\n' "$tool" && return ;;
      esac
    done
    say "error: no \`$1\` of iproute2 in PATH (that of busybox knows no vxlan)"
    return 69
  }

  # ip_in NAMESPACE WORD…: `ip` in that network namespace; '' is this one.
  ip_in() {
    if [ -n "$1" ]; then "$IP" -n "$@"; else shift && "$IP" "$@"; fi
  }

  # feed LINES: commands of `bridge`; unfeed goes on after one that fails.
  feed() { printf '%s\n' "$1" | "$BRIDGE" -batch -; }
  unfeed() { printf '%s\n' "$1" | "$BRIDGE" -force -batch -; }
  # The same with commands of `ip`.
  feed_ip() { printf '%s\n' "$1" | "$IP" -batch -; }
  unfeed_ip() { printf '%s\n' "$1" | "$IP" -force -batch -; }

  # words WORD…: on one line, quoted as a shell reads them.
  words() {
    words_line=
    for word; do
      case $word in
        '' | *[!A-Za-z0-9_@%+:,./-]*)
          word=\'$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")\' ;;
      esac
      words_line="$words_line${words_line:+ }$word"
    done
    printf '%s\n' "$words_line"
  }

  # readable COMMAND…: as a person would type it.
  readable() {
    case $1 in
      loopback_down)
        words ip -n "$2" link set dev lo down
        words ip -n "$2" address delete 127.0.0.1/8 dev lo
        return ;;
      feed | unfeed) printf '%s\n' "$2" | sed 's/^/bridge /' && return ;;
      feed_ip | unfeed_ip) printf '%s\n' "$2" | sed 's/^/ip /' && return ;;
      ip_in) if [ -n "$2" ]; then shift && set -- ip -n "$@"; else shift 2 && set -- ip "$@"; fi ;;
    esac
    words "$@"
  }

  # What takes the next command back, and the stack of these.
  inverse() { pending=$(words "$@"); }
  push() {
    depth=$((depth + 1))
    eval "undo_$depth=\$1"
  }

  # back STATUS: takes back what has been done, the last first, and exits.
  back() {
    trap '' HUP INT TERM
    back_status=$1 back_command=''
    while [ "$depth" -gt 0 ]; do
      eval "back_command=\$undo_$depth"
      depth=$((depth - 1))
      if ! answer=$(eval "$back_command" 2>&1 </dev/null); then
        back_status=4
        say "error: not undone: $(eval "readable $back_command"): $answer"
      fi
    done
    exit "$back_status"
  }

  interrupted() {
    trap '' HUP INT TERM
    say 'interrupted: undoing what was begun'
    [ -z "$pending" ] || (eval "$pending") >/dev/null 2>&1 </dev/null
    back "$1"
  }

  # refused COMMAND…: the host did not take it; $answer holds its words.
  refused() {
    trap '' HUP INT TERM
    case $1:${2-}:$answer in
      *'already in use by container'*) ;;
      # What a batch did before the refused line; a container that was made and could not be started.
      feed*:* | docker:run:*)
        [ -z "$pending" ] || (eval "$pending") >/dev/null 2>&1 </dev/null ;;
    esac
    case $1 in
      feed) say "error: bridge -batch: $answer" ;;
      feed_ip) say "error: ip -batch: $answer" ;;
      *) say "error: $(readable "$@"): $answer" ;;
    esac
    case $answer in
      *'Operation not permitted'*)
        say 'this needs CAP_NET_ADMIN (CAP_SYS_ADMIN too for namespaces): run it as root'
        back 77 ;;
      *'Unknown device type'*)
        say 'the kernel has no devices of this type: is its module installed?'
        back 69 ;;
    esac
    back 2
  }

  # run COMMAND…
  run() {
    changes=$((changes + 1))
    if [ "$dry" = yes ]; then
      pending=
      readable "$@"
    elif answer=$("$@" 2>&1 </dev/null); then
      [ -z "$pending" ] || push "$pending"
      pending=
    else
      refused "$@"
    fi
  }

  # step STATE THING COMMAND…: does what is needed, or with `status` tells; true when it has done it.
  step() {
    step_state=$1 step_thing=$2
    shift 2
    if [ "$mode" = status ]; then
      printf '%-8s %s\n' "$step_state" "$step_thing"
      [ "$step_state" = ok ] || result=1
    elif [ "$step_state" != ok ]; then
      run "$@"
      return 0
    fi
    pending=
    return 1
  }
  """#
