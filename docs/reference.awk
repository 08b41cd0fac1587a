# Makes one text of the pages of Tests/Spec, for pandoc: each page gets an anchor, links between
# pages become links within the text, and what stands behind a fence becomes a caption. A sample is
# shown whole. From the repository's top: awk -f docs/reference.awk Tests/Spec/*.md

function page(path) {
  sub(/.*\//, "", path)
  sub(/\.md$/, "", path)
  return path
}

function caption(info, words) {
  split(info, words, " ")
  if (words[1] == "vxl" && words[2] ~ /^file=/) return substr(words[2], 6)
  if (words[1] == "vxl" && words[2] ~ /^set=/) return "with --set " substr(words[2], 5)
  if (words[1] == "vxl") return ""
  if (words[1] == "file") return words[2]
  if (words[1] == "diagnostics") return "is told"
  if (words[1] == "format") return "is laid out as"
  if (words[1] == "plain") return "commands of " words[2]
  if (words[1] == "bash") return "script of " words[2]
  if (words[1] == "plan") return "plan of " words[2]
  if (words[1] == "netlink") return "messages of " words[2]
  return ""
}

FNR == 1 { print "\n<a id=\"" page(FILENAME) "\"></a>\n" }

/^```/ && !open {
  open = 1
  info = substr($0, 4)
  split(info, words, " ")
  if (caption(info)) print "\n<div class=\"caption\">" caption(info) "</div>\n"
  print "```" words[1]
  sample = caption(info)
  if (words[1] == "vxl" && sample ~ /^samples\//) {
    while ((getline line < sample) > 0) print line
    close(sample)
  }
  next
}

/^```$/ { open = 0 }

# ](NAME.md) becomes ](#NAME)
!open {
  while (match($0, /\]\([0-9a-z-]+\.md\)/))
    $0 = substr($0, 1, RSTART + 1) "#" substr($0, RSTART + 2, RLENGTH - 6) \
      substr($0, RSTART + RLENGTH - 1)
}

{ print }
