/// Routes, neighbours, and those forwarding entries that are looked at one by one. NOTE is what to
/// note of an entry on a device that is not ours, with the devices that may bear it, or nothing.
let entriesPreamble = #"""
  # note_entry NAME NOTE
  note_entry() {
    # shellcheck disable=SC2086 # several words
    [ -z "$2" ] || is_ours "$1" || note $2
  }

  # matching LINES SETTING…: the lines that hold all settings.
  matching() {
    matching_lines=$(printf '%s\n' "$1" | sed 's/$/ /')
    shift
    for matching_word; do
      matching_lines=$(printf '%s\n' "$matching_lines" | grep -F -- " $matching_word ")
    done
    printf '%s\n' "$matching_lines" | sed '/^ *$/d'
  }

  route() { # NAMESPACE -6|'' NOTE DESTINATION NAME SETTING…
    route_in=$1 route_family=$2 route_note=$3 route_to=$4 route_name=$5
    shift 5
    route_table=main route_via='' route_rest='' route_hidden='via metric'
    for route_word; do
      case $route_word in
        'table '*) route_table=${route_word#table } ;;
        'via '*) route_via=$route_word && route_hidden=${route_hidden#via } ;;
        'metric '*) route_hidden=${route_hidden%metric} ;;
      esac
      [ "$route_word" = "$route_via" ] || route_rest="$route_rest $route_word"
      [ "${route_word#table }" != "$route_word" ] || set -- "$@" "$route_word"
      shift
    done
    # shellcheck disable=SC2086 # an empty family is no word, a setting is several
    {
      route_shown=$(ip_in "$route_in" $route_family route show table "$route_table" \
        exact "$route_to" dev "$route_name" 2>/dev/null)
      # What is not written is 1024 over IPv6, and nothing over IPv4.
      case $route_family$route_hidden in
        -6*metric) route_shown=$(printf '%s\n' "$route_shown" | sed 's/ metric 1024 / /') ;;
      esac
      for route_word in $route_hidden; do
        route_shown=$(printf '%s\n' "$route_shown" | sed "/ $route_word /d")
      done
      if [ -n "$(matching "$route_shown" "$@")" ]; then
        step ok "route $route_to on $route_name"
        return 0
      fi
      note_entry "$route_name" "$route_note"
      inverse ip_in "$route_in" $route_family route delete \
        "$route_to" $route_via dev "$route_name" $route_rest
      step missing "route $route_to on $route_name" ip_in "$route_in" $route_family route add \
        "$route_to" $route_via dev "$route_name" $route_rest
    }
  }

  neighbour() { # NOTE NAME ADDRESS SETTING…
    neighbour_note=$1 neighbour_name=$2 neighbour_address=$3 neighbour_mac=$4
    shift 3
    neighbour_shown=$("$IP" -o neigh show "$neighbour_address" dev "$neighbour_name" \
      nud permanent 2>/dev/null | sed 's/ PERMANENT.*/ /')
    neighbour_count=$(printf '%s\n' "$neighbour_shown" | wc -w)
    neighbour_wanted=$(printf '%s ' "$neighbour_address" "$@" | wc -w)
    if [ "$neighbour_count" -eq "$neighbour_wanted" ] &&
      [ -n "$(matching "$neighbour_shown" "$@")" ]
    then
      step ok "neighbour $neighbour_address on $neighbour_name"
      return 0
    fi
    shift
    # shellcheck disable=SC2086,SC2048 # a setting is several words
    {
      if [ -n "$neighbour_shown" ]; then
        inverse ip_in '' neigh replace $neighbour_shown dev "$neighbour_name" nud permanent
      else
        note_entry "$neighbour_name" "$neighbour_note"
        inverse ip_in '' neigh delete "$neighbour_address" dev "$neighbour_name"
      fi
      step missing "neighbour $neighbour_address on $neighbour_name" ip_in '' neigh replace \
        "$neighbour_address" $neighbour_mac dev "$neighbour_name" nud permanent $*
    }
  }

  # neighbour_lines NAME: neighbours as commands of `ip -batch`; and their deletion.
  neighbour_lines() {
    while read -r neighbour_address _ neighbour_mac; do
      [ -z "$neighbour_address" ] || printf 'neigh replace %s lladdr %s dev %s nud permanent\n' \
        "$neighbour_address" "$neighbour_mac" "$1"
    done
  }
  neighbour_deletions() {
    while read -r neighbour_address _; do
      [ -z "$neighbour_address" ] || printf 'neigh delete %s dev %s\n' "$neighbour_address" "$1"
    done
  }

  # neighbours NAME: the neighbours of a vxlan device of ours, from the here-document. Those that a
  # control plane keeps, or that are routers, are not of this table.
  neighbours() {
    neighbours_lines=$(cat)
    if [ "$mode" = apply ] && was_made "$1"; then
      pending= && run feed_ip "$neighbours_lines"
      return 0
    fi
    neighbours_wanted=$(printf '%s\n' "$neighbours_lines" |
      sed 's/^neigh replace \([^ ]* lladdr [^ ]*\) .*/\1/' | sort -u)
    neighbours_shown=$("$IP" -o neigh show dev "$1" nud permanent 2>/dev/null |
      sed -n 's/^\([^ ]* lladdr [^ ]*\) PERMANENT.*/\1/p' | sort -u)
    neighbours_missing=$(without "$neighbours_wanted" "$neighbours_shown")
    neighbours_stale=$(without "$neighbours_shown" "$neighbours_wanted")
    if [ -z "$neighbours_missing$neighbours_stale" ]; then
      step ok "neighbours of $1"
      return 0
    fi
    inverse unfeed_ip "$(printf '%s\n' "$neighbours_missing" | neighbour_deletions "$1")$newline$(
      printf '%s\n' "$neighbours_stale" | neighbour_lines "$1")"
    step differs "neighbours of $1" feed_ip "$(
      printf '%s\n' "$neighbours_stale" | neighbour_deletions "$1"
      printf '%s\n' "$neighbours_missing" | neighbour_lines "$1")"
  }

  probes() { # NAMESPACE NAME TABLE COUNT
    probes_shown=$(ip_in "$1" -o ntable show dev "$2" name "$3" 2>/dev/null |
      sed -n 's/.* app_probes \([0-9]*\) .*/\1/p')
    if [ "$probes_shown" = "$4" ]; then
      step ok "$3 of $2"
      return 0
    fi
    inverse ip_in "$1" ntable change name "$3" dev "$2" app_probes "${probes_shown:-0}"
    step differs "$3 of $2" ip_in "$1" ntable change name "$3" dev "$2" app_probes "$4"
  }

  # shown_entries NAME MAC self|master STATE: those of a MAC in one of the tables.
  shown_entries() {
    entries_shown=$("$BRIDGE" fdb show dev "$1" 2>/dev/null | sed -n "s/^$2 / /p")
    case $4 in
      any) matching "$entries_shown" "$3" ;;
      dynamic) matching "$entries_shown" "$3" | sed '/ permanent /d; / static /d' ;;
      *) matching "$entries_shown" "$3" "$4" ;;
    esac
  }

  entry() { # NOTE NAME VERB MAC SETTING…
    entry_note=$1 entry_name=$2 entry_verb=$3 entry_mac=$4
    shift 4
    entry_words=$* entry_table=self entry_state=permanent
    for entry_word; do
      shift
      case $entry_word in
        master) entry_table=master ;;
        static | dynamic) entry_state=$entry_word ;;
        *) set -- "$@" "$entry_word" ;;
      esac
    done
    entry_shown=$(shown_entries "$entry_name" "$entry_mac" "$entry_table" "$entry_state")
    if [ -n "$(matching "$entry_shown" "$@")" ]; then
      step ok "entry $entry_mac of $entry_name"
      return 0
    fi
    note_entry "$entry_name" "$entry_note"
    # shellcheck disable=SC2086 # the settings are several words
    {
      inverse "$BRIDGE" fdb delete "$entry_mac" dev "$entry_name" $entry_words
      step missing "entry $entry_mac of $entry_name" \
        "$BRIDGE" fdb "$entry_verb" "$entry_mac" dev "$entry_name" $entry_words
    }
  }

  # back_entry NOTE BRIDGE: takes back what the note of an alias says; what names no device is on the
  # bridge.
  back_entry() {
    entry_kind=${1%%:*} entry_name=$2 entry_words=
    for entry_word in $(printf '%s\n' "${1#*:}" | tr , ' '); do
      entry_words="$entry_words $(plain "$entry_word")"
    done
    # shellcheck disable=SC2086 # several words
    set -- $entry_words
    entry_thing=$1
    shift
    if [ "${1-}" = dev ]; then entry_name=$2 && shift 2; fi
    case $entry_kind in
      route) back_route "$entry_thing" "$entry_name" "$@" ;;
      neigh) back_neighbour "$entry_thing" "$entry_name" ;;
      fdb) back_forwarding "$entry_thing" "$entry_name" "$@" ;;
    esac
  }

  back_route() { # DESTINATION NAME WORD…
    route_to=$1 route_name=$2
    shift 2
    case $route_to in *:*) route_family=-6 ;; *) route_family=-4 ;; esac
    route_table=main route_rest=$*
    case $route_rest in *'table '*) route_table=${route_rest##*table } ;; esac
    route_shown=$("$IP" $route_family route show table "$route_table" exact "$route_to" \
      dev "$route_name" 2>/dev/null | sed 's/ pref [a-z]*//; s/ *$/ /')
    case $route_rest in
      'metric '*) route_shown=$(matching "$route_shown" "${route_rest%% table *}") ;;
      *)
        # What is not written is 1024 over IPv6, and nothing over IPv4.
        [ "$route_family" = -4 ] ||
          route_shown=$(printf '%s\n' "$route_shown" | sed 's/ metric 1024 / /')
        route_shown=$(printf '%s\n' "$route_shown" | sed '/ metric /d')
        ;;
    esac
    route_shown=$(printf '%s\n' "$route_shown" | sed -n '1s/ *$//p')
    [ -n "$route_shown" ] || return 0
    # shellcheck disable=SC2086 # the words that `ip` printed
    inverse ip_in '' $route_family route add $route_shown dev "$route_name" table "$route_table"
    run ip_in '' $route_family route delete "$route_to" dev "$route_name" "$@"
  }

  back_neighbour() { # ADDRESS NAME
    neighbour_shown=$("$IP" -o neigh show "$1" dev "$2" nud permanent 2>/dev/null |
      sed 's/ PERMANENT.*//')
    [ -n "$neighbour_shown" ] || return 0
    # shellcheck disable=SC2086 # the words that `ip` printed
    inverse ip_in '' neigh replace $neighbour_shown dev "$2" nud permanent
    run ip_in '' neigh delete "$1" dev "$2"
  }

  back_forwarding() { # MAC NAME WORD…
    entry_mac=$1 entry_name=$2 entry_table=self
    shift 2
    BRIDGE=${BRIDGE:-$(find_tool bridge)} || exit 69
    case " $* " in *' master '*) entry_table=master ;; esac
    [ -n "$(shown_entries "$entry_name" "$entry_mac" "$entry_table" any)" ] || return 0
    run "$BRIDGE" fdb delete "$entry_mac" dev "$entry_name" "$@"
  }
  """#
