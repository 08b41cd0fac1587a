/// Taking away, and the beginning of every run.
let endingPreamble = #"""
  ports_of() {
    "$IP" -o link show master "$1" 2>/dev/null | sed 's/^[0-9]*: *\([^:@]*\)[:@].*/\1/'
  }

  # The devices in a namespace other than those that the kernel makes.
  others_in() {
    "$IP" -n "$1" -o link show 2>/dev/null | sed 's/^[0-9]*: *\([^:@]*\)[:@].*/\1/' |
      sed -e '/^lo$/d' -e '/^\(tunl\|gre\|gretap\|erspan\|sit\|ip6tnl\|ip6gre\|ip_vti\|ip6_vti\)0$/d'
  }

  # plain TEXT: the text that stands escaped in an alias.
  plain() {
    plain_rest=$1 plain_text=
    while :; do
      case $plain_rest in *%*) ;; *) break ;; esac
      plain_text=$plain_text${plain_rest%%\%*}
      plain_rest=${plain_rest#*%}
      plain_code=$(printf '%03o' "0x$(printf '%.2s' "$plain_rest")")
      # shellcheck disable=SC2059 # the format is the escape
      plain_text=$plain_text$(printf "\\$plain_code")
      plain_rest=${plain_rest#??}
    done
    printf '%s\n' "$plain_text$plain_rest"
  }

  # look: $ours are the devices of ours, a line "NAME ALIAS" for each, and $noted those whose aliases
  # have notes. One `ip` shows all, where hundreds of processes would ask for one after the other.
  look() {
    ours=$newline$(our_lines)$newline
    noted=$newline$(printf '%s' "$ours" | sed -n '/ #[^ ]* /p')$newline
  }
  our_lines() {
    look_lines=$("$IP" -o link show 2>/dev/null | sed -n 's/\\    alias /\
  /;s/^[0-9]*: *\([^:@]*\)[:@].*\n\([^\\]*\).*/\1 \2/p')
    IFS=$newline
    for look_line in $look_lines; do
      case ${look_line#* } in
        # Here an @ also parts a name from that of a device below: each of these is asked for.
        "$mine"*%40*'#'*) ;;
        "$mine"*) printf '%s\n' "$look_line" ;;
      esac
    done
  }

  # take_back NAME: what the alias of a device of ours notes, the last first.
  take_back() {
    case $1:$noted in *@*:* | *"$newline$1 "*) ;; *) return 0 ;; esac
    is_ours "$1" || return 0
    back_alias=$(alias_of "$1")
    back_master=$(value master "$(shown '' "$1")")
    back_notes=
    case ${back_alias#*" #"} in
      *' '*) for back_note in ${back_alias#*" #"* }; do back_notes="$back_note $back_notes"; done ;;
    esac
    for back_note in $back_notes; do
      back_thing=$(plain "${back_note#*:}")
      case $back_note in
        up:*)
          if is_up "$(shown '' "$back_thing")"; then
            inverse ip_in '' link set dev "$back_thing" up
            run ip_in '' link set dev "$back_thing" down
          fi ;;
        port:*)
          back_bridge=$(value master "$(shown '' "$back_thing")")
          if [ -n "$back_bridge" ] && { [ "$back_bridge" = "$1" ] || [ "$back_bridge" = "$back_master" ]; }
          then
            inverse ip_in '' link set dev "$back_thing" master "$back_bridge"
            run ip_in '' link set dev "$back_thing" nomaster
          fi ;;
        address:*)
          case " $(addresses_of "$back_master" | tr '\n' ' ') " in
            *" $back_thing "*)
              inverse ip_in '' address add "$back_thing" dev "$back_master"
              run ip_in '' address delete "$back_thing" dev "$back_master" ;;
          esac ;;
        route:* | fdb:* | neigh:*) back_entry "$back_note" "$back_master" ;;
        lo:*)
          if has_namespace "$back_thing" && is_up "$(shown "$back_thing" lo)" &&
            { [ "$dry" = yes ] || [ -z "$(others_in "$back_thing")" ]; }
          then
            inverse ip_in "$back_thing" link set dev lo up
            run loopback_down "$back_thing"
          fi ;;
        netns:*)
          has_namespace "$back_thing" || continue
          back_others=$(others_in "$back_thing")
          if [ "$dry" = no ] && [ -n "$back_others" ]; then
            say "namespace $back_thing stays: there are other devices in it"
          else
            run ip_in '' netns delete "$back_thing"
          fi ;;
      esac
    done
  }

  # delete_all NAME…: the devices of ours among these; several as a group, which takes one grace
  # period of the kernel and not one for each.
  delete_all() {
    look
    delete_names=$({ printf '%s\n' "$@" && printf '%s' "$ours" | sed 's/ .*//'; } | sort | uniq -d)
    for delete_name; do
      case $delete_name in *@*) ;; *) continue ;; esac
      ! is_ours "$delete_name" || delete_names=$delete_names$newline$delete_name
    done
    # shellcheck disable=SC2086 # one word for each
    set -- $delete_names
    if [ $# -gt 1 ]; then
      delete_group=$((0x56580000))
      while [ -n "$("$IP" -o link show group "$delete_group" 2>/dev/null)" ]; do
        delete_group=$((delete_group + 1))
      done
      group_all "$delete_group" "$@"
      if [ "$dry" = yes ] ||
        [ "$("$IP" -o link show group "$delete_group" | sed -n '$=')" = $# ]
      then
        run ip_in '' link delete group "$delete_group"
        depth=0
        return 0
      fi
    fi
    for delete_name; do
      run ip_in '' link delete dev "$delete_name"
      depth=0
    done
  }

  # group_all GROUP NAME…: those with names that cannot stand in a batch one by one.
  group_all() {
    group_number=$1
    shift
    for group_name; do
      case $group_name in *[!A-Za-z0-9_.+-]*) ;; *) continue ;; esac
      inverse ip_in '' link set dev "$group_name" group default
      run ip_in '' link set dev "$group_name" group "$group_number"
    done
    group_lines=$(printf '%s\n' "$@" | sed '/[^A-Za-z0-9_.+-]/d; s/^/link set dev /; s/$/ group /')
    [ -n "$group_lines" ] || return 0
    inverse unfeed_ip "$(printf '%s\n' "$group_lines" | sed 's/$/default/')"
    run feed_ip "$(printf '%s\n' "$group_lines" | sed "s/\$/$group_number/")"
  }

  # delete_bridge NAME: one of ours, when no port is left in it.
  delete_bridge() {
    is_ours "$1" || return 0
    if [ "$dry" = no ] && [ -n "$(ports_of "$1")" ]; then
      say "bridge $1 stays: there are other ports in it"
      delete_alias=$(alias_of "$1")
      case ${delete_alias#*" #"} in
        *' '*)
          delete_digest=${delete_alias#*" #"}
          run ip_in '' link set dev "$1" alias "${delete_alias%%" #"*} #${delete_digest%% *}" ;;
      esac
    else
      run ip_in '' link delete dev "$1"
      depth=0
    fi
  }

  usage() {
    cat <<'END'
  Usage: sh FILE [apply | remove | status] [--dry-run] [--replace]

    apply      makes what the recipe says (default); undoes itself when a step fails
    remove     takes away what apply made, and only that
    status     tells what of it stands; exit status 1 when something differs
    --dry-run  prints the commands and changes nothing
    --replace  lets apply delete a device of its own whose options cannot change in place
  END
  }

  main() {
    main_command=
    for argument; do
      case $argument in
        apply | remove | status)
          if [ -n "$main_command" ]; then
            say "error: both $main_command and $argument" && usage >&2
            exit 64
          fi
          main_command=$argument ;;
        --dry-run) dry=yes ;;
        --replace) replace=yes ;;
        --help | -h) usage && exit 0 ;;
        *) say "error: unknown argument $argument" && usage >&2 && exit 64 ;;
      esac
    done
    mode=${main_command:-apply}
    IP=$(find_tool ip) || exit 69
    trap 'interrupted 129' HUP
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM
    case $mode in
      remove) remove ;;
      *) survey && steps ;;
    esac
    trap '' HUP INT TERM
    case $mode$dry$changes in
      status*) exit "$result" ;;
      applyno0) echo "$title: nothing to change" ;;
      removeno0) echo "$title: nothing to remove" ;;
      applyno*) echo "$title: applied" ;;
      removeno*) echo "$title: removed" ;;
      *yes0) echo "# $title: nothing to do" ;;
    esac
    exit 0
  }
  """#
