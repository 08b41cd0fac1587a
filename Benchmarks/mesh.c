// The plain commands of a full mesh of N nodes, each node's in a file of its own: `mesh printf N DIR`
// by fprintf(3), `mesh hand N DIR` by bytes put together by hand.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *put(char *at, const char *text) {
  size_t length = strlen(text);
  memcpy(at, text, length);
  return at + length;
}

static char *put_number(char *at, unsigned number) {
  char digits[10];
  int count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  while (count) *at++ = digits[--count];
  return at;
}

static char *put_underlay(char *at, unsigned node) {
  at = put(at, "10.1.");
  at = put_number(at, node / 250);
  *at++ = '.';
  return put_number(at, node % 250 + 1);
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  unsigned nodes = (unsigned)atoi(argv[2]);
  int by_hand = !strcmp(argv[1], "hand");
  char *text = malloc(100 * (nodes + 10));
  if (text == NULL) return 70;
  for (unsigned node = 0; node < nodes; node++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/n%u.txt", argv[3], node);
    FILE *file = fopen(path, "wb");
    if (file == NULL) return 66;
    if (by_hand) {
      char *at = put(text, "ip link add dev vxlan42 type vxlan id 42 dstport 4789 local ");
      at = put_underlay(at, node);
      *at++ = '\n';
      for (unsigned peer = 0; peer < nodes; peer++) {
        if (peer == node) continue;
        at = put(at, "bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst ");
        at = put_underlay(at, peer);
        *at++ = '\n';
      }
      at = put(at, "ip link set dev vxlan42 up\n");
      fwrite(text, 1, (size_t)(at - text), file);
    } else {
      fprintf(file, "ip link add dev vxlan42 type vxlan id 42 dstport 4789 local 10.1.%u.%u\n",
              node / 250, node % 250 + 1);
      for (unsigned peer = 0; peer < nodes; peer++)
        if (peer != node)
          fprintf(file, "bridge fdb append 00:00:00:00:00:00 dev %s dst 10.1.%u.%u\n", "vxlan42",
                  peer / 250, peer % 250 + 1);
      fputs("ip link set dev vxlan42 up\n", file);
    }
    fclose(file);
  }
  return 0;
}
