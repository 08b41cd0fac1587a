import Foundation
import Testing

/// Long work shows how far it is on a terminal, and nowhere else; script(1) gives one.
@Suite(.enabled(if: hasNamespaces && has("script"))) struct ProgressTests {
  /// A recipe of many steps, and `on_terminal COMMAND`, which leaves what a terminal got in
  /// /run/typescript.
  private static let start =
    Box.start + """
      {
        i=1
        while [ $i -lt 30 ]; do
          echo "overlay $i dev enp0s8 bridge br$i subnet 10.$i.0.0/24 <"
          echo "  node0 192.168.8.100 -> .1 < netns n$i -> .11 >"
          echo "  node1 192.168.8.101 -> .2"
          echo '>'
          i=$((i + 1))
        done
      } >/run/many.vxl
      on_terminal() {
        status=0
        script --quiet --flush --return --command "$*" /run/typescript </dev/null >/dev/null || status=$?
        echo "status $status"
      }
      shows() { tr '\\r' '\\n' </run/typescript | grep -c "$1.*[0-9]/[0-9].*/s" || :; }
      # What a terminal got after the last bar.
      rest() { tr '\\r' '\\n' </run/typescript | sed -n 'H; /ing  *[0-9]*.[0-9]* .[#.]/h; $ { g; p; }'; }

      """

  private func output(_ script: String) throws -> String {
    let ending = try Program.isolated(Self.start + script)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    return ending.output
  }

  @Test func aTerminalSeesABar() throws {
    let text = try output(
      """
      remove='"$V" remove --yes /run/many.vxl'
      "$V" apply -q /run/many.vxl
      on_terminal "$remove"
      echo "bars $(shows removing)"; rest
      "$V" apply -q /run/many.vxl
      on_terminal "$remove -q"
      echo "quiet $(shows removing)"
      "$V" apply -q /run/many.vxl
      "$V" remove --yes /run/many.vxl >/run/out 2>&1
      echo "elsewhere $(grep -c "$(printf '\\r')" /run/out || :)"
      """)
    let bars = text.firstMatch(of: /bars (\d+)/).flatMap { Int($0.1) } ?? 0
    #expect(bars > 2 && text.contains("quiet 0") && text.contains("elsewhere 0"), "\(text)")
    #expect(text.contains("\n\u{1b}[K116 deleted"), "\(text)")
  }

  @Test func aSignalLeavesNoHalfLine() throws {
    let text = try output(
      """
      "$V" apply -q /run/many.vxl
      on_terminal "sh -c 'echo \\$\\$ >/run/process; exec $V remove --yes /run/many.vxl'" >/run/end &
      waiting=$!; tries=0
      until [ -s /run/typescript ] && [ "$(shows removing)" -gt 0 ] || [ $tries = 500 ]; do
        tries=$((tries + 1)); sleep 0.02
      done
      kill -TERM "$(cat /run/process)"
      wait $waiting
      cat /run/end; rest
      "$V" plan -q /run/many.vxl
      """)
    #expect(text.contains("status 143") && text.contains("have been undone"), "\(text)")
    #expect(text.contains("\n\u{1b}[K") && text.contains("\n0 to create"), "\(text)")
  }
}
