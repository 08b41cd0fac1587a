import Foundation
import Testing

/// The kernel does not mark a dump of forwarding entries that changed under way: it is watched.
@Suite(.enabled(if: hasNamespaces && has("strace"))) struct DumpTests {
  /// Dumps of forwarding entries that `vxloom state` takes, as strace(1) shows them.
  private static let start =
    Box.start + """
      ip link add far type vxlan id 7 dstport 4789 nolearning; ip link set far up
      i=0
      while [ $i -lt 4000 ]; do
        echo "fdb append 02:00:00:00:$(printf '%02x:%02x' $((i / 256)) $((i % 256))) dev far dst 192.0.2.1"
        i=$((i + 1))
      done >/run/entries
      bridge -batch /run/entries
      dumps() {
        strace -e trace=network -e verbose=all -o /run/trace "$V" state >/run/state
        grep -c 'RTM_GETNEIGH.*AF_BRIDGE' /run/trace
        grep -c '^entry far' /run/state
      }
      churn() {
        while :; do
          printf 'fdb %s 02:01:00:00:00:01 dev far dst 192.0.2.2\\n' append delete
        done | bridge -force -batch - >/dev/null 2>&1 &
        echo $! >/run/churn
        sleep 0.2
      }

      """

  private func counts(_ script: String) throws -> [Int] {
    let ending = try Program.isolated(Self.start + script)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    return ending.output.split(separator: "\n").compactMap { Int($0) }
  }

  @Test func oneDumpWhereNothingComes() throws { #expect(try counts("dumps") == [1, 4000]) }

  /// A table that never stands still is not waited for without end.
  @Test func anotherDumpWhereSomethingCame() throws {
    let found = try counts(
      """
      churn
      dumps
      kill $(cat /run/churn)
      dumps
      """)
    #expect(found.count == 4)
    #expect((2...6).contains(found[0]), "\(found)")
    #expect((4000...4001).contains(found[1]) && found[2] == 1, "\(found)")
  }
}
