" Vim syntax file of Vxloom recipes.

if exists('b:current_syntax') | finish | endif

syntax case match
syntax iskeyword @,48-57,_,-,.
syntax sync minlines=50

" `make update` writes these lists from the tables in Sources/Vocabulary.
" begin generated
let s:items = [
  \ 'import', 'param', 'let', 'node', 'recipe', 'use', 'for', 'if', 'else', 'overlay', 'netns',
  \ 'container', 'port', 'route', 'fdb', 'neigh',
  \ ]
let s:expressions = [
  \ 'and', 'or', 'not', 'in', 'on', 'off', 'len',
  \ ]
let s:types = [
  \ 'int', 'text', 'address', 'prefix', 'mac', 'bool', 'list',
  \ ]
let s:options = [
  \ 'name', 'subnet', 'bridge', 'bridgeport', 'docker', 'control', 'mtu', 'port', 'group', 'local',
  \ 'dev', 'ttl', 'tos', 'df', 'flowlabel', 'ageing', 'maxaddress', 'srcport', 'learning',
  \ 'nolearning', 'proxy', 'noproxy', 'rsc', 'norsc', 'l2miss', 'nol2miss', 'l3miss', 'nol3miss',
  \ 'udpcsum', 'noudpcsum', 'udp6zerocsumtx', 'noudp6zerocsumtx', 'udp6zerocsumrx',
  \ 'noudp6zerocsumrx', 'remcsumtx', 'noremcsumtx', 'remcsumrx', 'noremcsumrx', 'gbp', 'gpe',
  \ 'external', 'noexternal', 'vnifilter', 'novnifilter', 'localbypass', 'nolocalbypass',
  \ 'reserved_bits', 'mcroute', 'nomcroute', 'ssh', 'foreign', 'peers', 'reflector', 'mac',
  \ 'noprefixroute', 'nodad', 'veth', 'gateway', 'image', 'via', 'src', 'metric', 'table', 'onlink',
  \ 'encap', 'id', 'dst', 'vni', 'src_vni', 'nhid', 'self', 'master', 'router', 'extern_learn',
  \ 'sticky', 'permanent', 'static', 'dynamic', 'lladdr', 'stp_state', 'forward_delay',
  \ 'hello_time', 'max_age', 'ageing_time', 'priority', 'vlan_filtering', 'vlan_protocol',
  \ 'vlan_default_pvid', 'vlan_stats_enabled', 'group_fwd_mask', 'group_address', 'mcast_snooping',
  \ 'mcast_router', 'mcast_querier', 'mcast_query_use_ifaddr', 'mcast_hash_max',
  \ 'mcast_last_member_count', 'mcast_startup_query_count', 'mcast_last_member_interval',
  \ 'mcast_membership_interval', 'mcast_querier_interval', 'mcast_query_interval',
  \ 'mcast_query_response_interval', 'mcast_startup_query_interval', 'mcast_stats_enabled',
  \ 'mcast_igmp_version', 'mcast_mld_version', 'nf_call_iptables', 'nf_call_ip6tables',
  \ 'nf_call_arptables', 'vlan_stats_per_port', 'no_linklocal_learn', 'mcast_vlan_snooping',
  \ 'fdb_local_vlan_0', 'fdb_max_learned', 'neigh_suppress', 'isolated', 'hairpin', 'flood',
  \ 'mcast_flood', 'bcast_flood', 'mcast_to_unicast', 'vlan_tunnel', 'guard', 'root_block',
  \ 'mcast_fast_leave', 'cost', 'state', 'proxy_arp', 'proxy_arp_wifi', 'locked', 'mab',
  \ 'neigh_vlan_suppress', 'backup_nhid', 'neigh_forward_grat',
  \ ]
" end generated

" What is defined later wins where both match.
execute 'syntax match vxloomOption /\v<%(' . join(s:options, '|') . ')>/'
execute 'syntax match vxloomWordOperator /\v<%(' . join(s:expressions, '|') . ')>/'
execute 'syntax match vxloomType /\v%(:\s*)@8<=<%(' . join(s:types, '|') . ')>/'
" A name that is declared may be the word of an option.
syntax match vxloomDeclared /\v%(<%(param|let|recipe|use)\s+)@20<=\h\w*%(\.\h\w*)?>/

syntax match vxloomOperator /==\|!=\|=\|\.\.\|\s\@1<=[-+*\/%]\s\@=/
syntax match vxloomArrow /->/
syntax match vxloomBlock /[<>]/

syntax match vxloomNumber /\v<%(0[xX]\x+|\d+)>/
syntax match vxloomHost /\v[A-Za-z0-9_.}-]@1<!\.%(0[xX]\x+|\d+)>/
syntax match vxloomAddress /\v<\d+%(\.\d+){3}>/
syntax match vxloomAddress /\v[A-Za-z0-9_.:$}-]@1<!\x*%(:\x*){2,}%(\.\d+){,3}/
syntax match vxloomPrefix /\v<\d+%(\.\d+){3}\/\d+>/
syntax match vxloomPrefix /\v[A-Za-z0-9_.:$}-]@1<!\x*%(:\x*){2,}%(\.\d+){,3}\/\d+>/
syntax match vxloomMAC /\v[A-Za-z0-9_.:$}-]@1<!\x\x%(:\x\x){5}>/

syntax match vxloomVariable /\v\$\h\w*%(\.\h\w*)?/
syntax match vxloomTemplate /\v%([A-Za-z0-9_.:]|[-\/]%([A-Za-z0-9$])@=)+%(\$\{)@=/
syntax match vxloomTemplate /\v\}@1<=%(-\>@!|[^-[:space:]",()\[\]<>{}$;\\])+/
syntax region vxloomInterpolation matchgroup=vxloomDelimiter start=/\${/ end=/}/ end=/$/ keepend
  \ contains=vxloomName,vxloomVariable,vxloomNumber,vxloomAddress,vxloomPrefix,vxloomMAC,
  \vxloomWordOperator,vxloomOperator,vxloomString
" Inside of braces a bare word is a variable.
syntax match vxloomName /\v<\h\w*%(\.\h\w*)?>/ contained
execute 'syntax match vxloomWordOperator /\v<%(' . join(s:expressions, '|') . ')>/ contained'

" A keyword begins an item.
execute 'syntax match vxloomKeyword /\v%(%(^|[<>,])\s*)@80<=<%(' . join(s:items, '|') . ')>/'

syntax match vxloomEscape /\\["\\nt$]/ contained
syntax region vxloomString start=/"/ skip=/\\./ end=/"/ end=/$/
  \ contains=vxloomEscape,vxloomInterpolation
syntax match vxloomComment /#.*$/ contains=@Spell

highlight default link vxloomKeyword Keyword
highlight default link vxloomOption Identifier
highlight default link vxloomDeclared Function
highlight default link vxloomType Type
highlight default link vxloomWordOperator Operator
highlight default link vxloomOperator Operator
highlight default link vxloomArrow Special
highlight default link vxloomBlock Delimiter
highlight default link vxloomNumber Number
highlight default link vxloomHost Number
highlight default link vxloomAddress Constant
highlight default link vxloomPrefix Constant
highlight default link vxloomMAC Constant
highlight default link vxloomVariable PreProc
highlight default link vxloomName PreProc
highlight default link vxloomTemplate String
highlight default link vxloomDelimiter Delimiter
highlight default link vxloomEscape SpecialChar
highlight default link vxloomString String
highlight default link vxloomComment Comment

let b:current_syntax = 'vxloom'
