/// Looking at the host, and what an alias notes.
let hostPreamble = #"""
  # What the host has.
  # Redirections only in substitutions: a signal's trap would speak into them.
  has() { [ -n "$(ip_in "$1" -o link show dev "$2" 2>/dev/null)" ]; }
  has_namespace() {
    case $newline$("$IP" netns list 2>/dev/null | sed 's/ .*//')$newline in
      *"$newline$1$newline"*) return 0 ;;
    esac
    return 1
  }
  alias_of() { "$IP" -o link show dev "$1" 2>/dev/null | tr '\134' '\n' | sed -n 's/^    alias //p'; }
  is_ours() {
    case $own_bridges in *"$newline$1$newline"*) return 0 ;; esac
    case $(alias_of "$1") in "$mine"*) return 0 ;; esac
    return 1
  }
  was_made() { case $made in *"$newline$1$newline"*) return 0 ;; esac; return 1; }

  # shown NAMESPACE NAME: the device as `ip -d link` shows it, in lines, without alias and clocks.
  shown() {
    ip_in "$1" -d -o link show dev "$2" 2>/dev/null | tr '\134' '\n' |
      sed -e '/^    alias /d' -e 's/[a-z_]*_timer *[0-9.]*//g' -e 's/ addrgenmode / \n&/'
  }

  # details KIND NAME: what `ip -d link` shows of the options of that kind.
  details() { shown '' "$2" | sed -n "s/^    $1 \\(.*\\)/ \\1 /p"; }

  # value KEY TEXT: the word after KEY.
  value() {
    case $2 in *" $1 "*) ;; *) return 1 ;; esac
    value_rest=${2#*" $1 "}
    printf '%s\n' "${value_rest%%[ "$newline"]*}"
  }

  is_number() {
    case $1 in
      0x*[!0-9a-fA-F]* | 0x | '') return 1 ;;
      0x*) return 0 ;;
      *[!0-9]*) return 1 ;;
    esac
  }

  # same WANTED SHOWN: whether two values of an option mean the same.
  same() {
    [ "$1" != "$2" ] || return 0
    case $1=$2 in
      0=auto | 0=inherit | 0=unlimited | auto=inherit) return 0 ;;
      0=disabled | 1=listening | 2=learning | 3=forwarding | 4=blocking) return 0 ;;
    esac
    is_number "$1" && is_number "$2" && [ $(($1)) -eq $(($2)) ]
  }

  # near OPTION WANTED SHOWN: a time that the kernel counts in its own ticks may come back one away.
  near() {
    rounded "$1" && is_number "$2" && is_number "$3" || return 1
    [ $(($2 - $3)) -ge -1 ] && [ $(($2 - $3)) -le 1 ]
  }

  # holds SETTING DETAILS
  holds() {
    case $1 in
      *' '*)
        if holds_value=$(value "${1%% *}" "$2"); then
          same "${1#* }" "$holds_value" || near "${1%% *}" "${1#* }" "$holds_value"
        else
          case ${1#* } in 0 | 0x0 | 0x00 | 0x0000 | unset | auto | off | 0.0.0.0 | ::) ;; *) return 1 ;; esac
        fi ;;
      no*) case $2 in *" $1 "*) ;; *) return 1 ;; esac ;;
      *) case $2 in *" no$1 "*) return 1 ;; esac ;;
    esac
  }

  # former SETTING DETAILS: how the option is set now, as `ip` takes it.
  former() {
    case $1 in
      *' '*)
        if former_value=$(value "${1%% *}" "$2"); then
          case ${1%% *}=$former_value in
            state=disabled) former_value=0 ;;
            state=listening) former_value=1 ;;
            state=learning) former_value=2 ;;
            state=forwarding) former_value=3 ;;
            state=blocking) former_value=4 ;;
          esac
          printf '%s\n' "${1%% *} $former_value"
        else
          unset_form "${1%% *}"
        fi ;;
      *)
        case $2 in
          *" no${1#no} "*) printf '%s\n' "no${1#no}" ;;
          *) printf '%s\n' "${1#no}" ;;
        esac ;;
    esac
  }

  # standing KIND NAME ALIAS: what stands under that name.
  standing() {
    if ! has '' "$2"; then echo missing && return; fi
    standing_alias=$(alias_of "$2")
    if [ -n "$(shown '' "$2" | sed -n "/^    $1\\( \\|\$\\)/p")" ]; then
      case $standing_alias in
        "$3" | "$3 "*) echo ours && return ;;
        "${3%#*}#"*) echo other && return ;;
      esac
      [ "$1" != bridge ] || { echo joined && return; }
    fi
    echo foreign
  }

  # note TEXT HOLDER…: in the alias of the first holder that is ours: what to take back later.
  note() {
    [ "$mode" = apply ] || return 0
    note_text=$1
    shift
    for holder; do
      note_alias=$(alias_of "$holder")
      case $note_alias in "$mine"*) ;; *) continue ;; esac
      case " $note_alias " in *" $note_text "* | *" netns:${note_text#lo:} "*) return 0 ;; esac
      inverse ip_in '' link set dev "$holder" alias "$note_alias"
      run ip_in '' link set dev "$holder" alias "$note_alias $note_text"
      return 0
    done
  }
  """#
