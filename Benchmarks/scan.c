// What a text of members needs to be read at all: lines `name ADDRESS -> PREFIX`, the addresses as
// numbers stored, nothing checked. Prints how many there were.
#include <stdio.h>
#include <stdlib.h>

struct member {
  unsigned name, underlay, overlay;
  unsigned char length;
};

int main(int argc, char **argv) {
  FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return 66;
  fseek(file, 0, SEEK_END);
  size_t size = (size_t)ftell(file);
  rewind(file);
  char *text = malloc(size + 1);
  if (text == NULL || fread(text, 1, size, file) != size) return 66;
  text[size] = 0;
  struct member *members = malloc((size / 24 + 1) * sizeof *members);
  if (members == NULL) return 66;
  size_t count = 0;
  const char *at = text;
  while (*at) {
    while (*at == ' ') at++;
    const char *name = at;
    while (*at > ' ') at++;
    unsigned numbers[2] = {0, 0}, length = 0;
    for (int side = 0; side < 2; side++) {
      while (*at == ' ' || *at == '-' || *at == '>') at++;
      for (int part = 0; part < 4; part++) {
        unsigned byte = 0;
        while (*at >= '0' && *at <= '9') byte = byte * 10 + (unsigned)(*at++ - '0');
        numbers[side] = numbers[side] << 8 | (byte & 255);
        if (*at == '.') at++;
      }
    }
    if (*at == '/') {
      at++;
      while (*at >= '0' && *at <= '9') length = length * 10 + (unsigned)(*at++ - '0');
      members[count++] = (struct member){(unsigned)(name - text), numbers[0], numbers[1],
                                         (unsigned char)length};
    }
    while (*at && *at != '\n') at++;
    if (*at == '\n') at++;
  }
  printf("%zu members\n", count);
  return 0;
}
