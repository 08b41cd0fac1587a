import Foundation
import Testing

/// A device whose name had to be derived can be spoken of by a readable one, and goes with it.
@Suite(.enabled(if: hasNamespaces)) struct NameTests {
  private static let start =
    Box.start + """
      cat >/run/mesh.vxl <<'X'
      overlay 42 dev enp0s8 bridge br0 <
        node1 192.168.8.100 < netns web -> 10.20.1.2/24 >
        node2 192.168.8.101 -> 10.20.1.3/24
      >
      X
      "$V" emit --node node1 /run/mesh.vxl >/run/mesh.sh
      named() { ip -o link show dev vxlan42:web:eth0 2>/dev/null | grep -c ': veth' || true; }

      """

  @Test func bothPathsGiveIt() async throws {
    let ending = try await Program.isolated(
      Self.start + """
        keep before
        V apply /run/mesh.vxl; echo "named $(named)"; "$V" state >/run/netlink
        sh /run/mesh.sh | grep 'nothing to change'
        V remove /run/mesh.vxl; same before; echo "named $(named)"
        sh /run/mesh.sh --dry-run | grep 'property add dev veth[0-9a-f]* altname vxlan42:web:eth0'
        sh /run/mesh.sh; echo "named $(named)"; "$V" state >/run/script
        diff /run/netlink /run/script
        V plan /run/mesh.vxl
        sh /run/mesh.sh remove; same before
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    #expect(ending.output.matches(of: /named (\d)/).map(\.1) == ["1", "0", "1"], "\(told)")
    #expect(!ending.output.contains("status 1") && !ending.output.contains("status 2"), "\(told)")
  }

  /// An iproute2 that does not know further names, and a name that somebody has.
  @Test func hostsDoWithout() async throws {
    let ending = try await Program.isolated(
      Self.start + """
        ip link property add dev other altname vxlan42:web:eth0
        V apply /run/mesh.vxl; V plan /run/mesh.vxl; V remove /run/mesh.vxl
        sh /run/mesh.sh; sh /run/mesh.sh status >/run/told; sh /run/mesh.sh remove
        ip link property del dev other altname vxlan42:web:eth0
        mkdir /run/tools; real=$(command -v ip)
        printf '#!/bin/sh\\ncase "$*" in *property*) exit 1 ;; esac\\nexec %s "$@"\\n' "$real" \\
          >/run/tools/ip
        chmod 755 /run/tools/ip; PATH=/run/tools:$PATH
        sh /run/mesh.sh; sh /run/mesh.sh status >/run/told; sh /run/mesh.sh remove
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.matches(of: /status (\d)/).map(\.1) == ["0", "0", "0"], "\(ending)")
  }
}
