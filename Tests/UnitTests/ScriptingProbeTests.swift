import Foundation
import Planning
import Scripting
import Testing
import Values
import Vocabulary

/// What scripts ask of iproute2 and the kernel before they do anything.
@Suite(.serialized) struct ScriptingProbeTests {
  private static let plan: Plan = {
    var plan = bridgedPlan(options: [Setting(.bridgePort(.locked))])
    guard case .addLink(var link) = plan.steps[0].operation else { return plan }
    link.settings.append(Setting(.vxlan(.localbypass), form: 1))
    plan.steps[0].operation = .addLink(link)
    let entry = ForwardingEntry(
      link.interface, mac: MAC("52:54:00:00:00:09")!,
      settings: [Setting(.forwarding(.nhid), [.number(10)])])
    plan.steps.append(Step(.addForwarding(entry), range: nil))
    return plan
  }()

  /// Tools of another age: `ip` and `bridge` that say VERSION and know no WORD, a kernel RELEASE.
  private static let others = #"""
    mkdir old
    ip=$(command -v ip) bridge=$(command -v bridge)
    # age VERSION WORD RELEASE
    age() {
      for tool in ip bridge; do
        eval "real=\$$tool"
        {
          echo '#!/bin/sh'
          echo "case \"\$*\" in -V) echo $tool utility, iproute2-$1, libbpf 1.1; exit ;; *help*)"
          echo "  $real \"\$@\" 2>&1 | sed 's/$2/xxx/g'"
          [ "$2" = none ] && echo "  echo localbypass locked nhid"
          echo "  exit ;; esac"
          echo "exec $real \"\$@\""
        } >old/$tool
      done
      printf '#!/bin/sh\necho %s\n' "$3" >old/uname
      chmod 755 old/*
    }
    PATH=$PWD/old:$PATH
    # In busybox ash the bare word is an applet.
    for script in *.sh; do sed -i 's|uname -r|old/uname|' $script; done
    refuses() {
      expect 69 $SH a.sh
      says "$1"
      state >now; same before now
    }

    """#

  @Test func whatIsTooOldIsNamedWithTheVersionThatHasIt() {
    ScriptHarness.check(
      Self.others + """
        age 6.1.0 localbypass 6.18.0
        refuses 'error: the vxlan option `localbypass` needs iproute2 6.5, and this is 6.1.0'
        # A snapshot's date tells nothing.
        age ss200127 localbypass 6.18.0
        refuses 'needs iproute2 6.5, and this is ss200127'
        age 5.17.0 none 6.18.0
        sed 's|/5.18|/99.0|g; s|locked/|lokced/|' a.sh >b.sh
        expect 69 $SH b.sh
        says 'the bridge_slave option `lokced` needs iproute2 99.0, and this is 5.17.0'
        age 5.7.0 nhid 6.18.0
        sed 's|probe vxlan.*|:|' a.sh >b.sh
        expect 69 $SH b.sh
        says 'error: the fdb option `nhid` needs iproute2 5.8, and this is 5.7.0'
        age 6.18.0 none 6.4.16-rc2
        refuses 'error: `localbypass` needs Linux 6.5, and this is 6.4.16-rc2'
        age 6.18.0 none 5.7.0
        refuses 'needs Linux 6.5, and this is 5.7.0'
        """, ["a.sh": Self.plan])
  }

  @Test func whatMayBeThereIsTried() {
    let plan = bridgedPlan(options: [Setting(.bridgePort(.locked))])
    ScriptHarness.check(
      Self.others + """
        # A newer iproute2 may word its help as it likes.
        age 6.18.0 locked 6.18.0
        expect 0 $SH a.sh
        expect 0 $SH a.sh remove
        age 6.1.0 none 5.14.0-427.13.1.el9_4.x86_64
        expect 0 $SH a.sh
        says 'warning: `locked` needs Linux 5.18, and this is 5.14.0-427.13.1.el9_4.x86_64, which may'
        expect 0 $SH a.sh remove
        age 6.1.0 none unknown
        expect 0 $SH a.sh
        """, ["a.sh": plan])
  }
}
