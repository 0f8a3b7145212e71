// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/deflate_scan.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace rpmworks::archive {

namespace {

[[noreturn]] void malformed() {
  throw std::logic_error("the compressor made a malformed DEFLATE stream");
}

// Reads bits in DEFLATE's order, lowest first. Reading beyond the end returns zeros; position() shows that.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : m_bytes(bytes) {}

  uint64_t position() const { return m_position; }
  void skip(unsigned bits) { m_position += bits; }
  void align() { m_position = (m_position + 7) & ~uint64_t{7}; }
  /// The next bits, at least 57 of them.
  uint64_t peek() const {
    const size_t byte = static_cast<size_t>(m_position >> 3);
    uint64_t word = 0;
    if (byte + sizeof word <= m_bytes.size())
      std::memcpy(&word, m_bytes.data() + byte, sizeof word);  // little-endian, see the static_assert
    else if (byte < m_bytes.size())
      std::memcpy(&word, m_bytes.data() + byte, m_bytes.size() - byte);
    else if (byte > m_bytes.size() + sizeof word)
      malformed();
    return word >> (m_position & 7);
  }
  unsigned take(unsigned bits) {
    const auto value = static_cast<unsigned>(peek() & ((uint64_t{1} << bits) - 1));
    skip(bits);
    return value;
  }

 private:
  std::string_view m_bytes;
  uint64_t m_position = 0;
};
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "BitReader::peek loads words as they stand in memory");

// A Huffman code as one table for its longest code: symbol << 4 | length.
class Code {
 public:
  Code(const uint8_t* lengths, size_t count) {
    std::array<unsigned, 16> of_length{};
    for (size_t i = 0; i < count; ++i) ++of_length[lengths[i]];
    of_length[0] = 0;
    for (unsigned length = 1; length < 16; ++length)
      if (of_length[length]) m_bits = length;
    m_table.assign(size_t{1} << m_bits, 0);
    std::array<unsigned, 17> next{};
    for (unsigned length = 1; length < 16; ++length)
      next[length + 1] = (next[length] + of_length[length]) << 1;
    for (size_t symbol = 0; symbol < count; ++symbol)
      if (lengths[symbol]) enter(symbol, lengths[symbol], next[lengths[symbol]]++);
  }

  unsigned bits() const { return m_bits; }
  uint16_t entry(uint64_t peeked) const { return m_table[peeked & (m_table.size() - 1)]; }
  unsigned take(BitReader& in) const {
    const uint16_t found = entry(in.peek());
    if (!(found & 15)) malformed();
    in.skip(found & 15);
    return found >> 4;
  }

 private:
  void enter(size_t symbol, unsigned length, unsigned code) {
    unsigned reversed = 0;
    for (unsigned bit = 0; bit < length; ++bit) reversed |= (code >> bit & 1) << (length - 1 - bit);
    for (size_t at = reversed; at < m_table.size(); at += size_t{1} << length)
      m_table[at] = static_cast<uint16_t>(symbol << 4 | length);
  }

  unsigned m_bits = 0;
  std::vector<uint16_t> m_table;
};

// The number of extra bits after a length symbol (257…285) and a distance symbol (0…29).
constexpr std::array<uint8_t, 31> k_length_extra = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
                                                    3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0, 0, 0};
constexpr std::array<uint8_t, 32> k_distance_extra = {0, 0, 0, 0, 1, 1, 2,  2,  3,  3,  4,  4,  5,  5,  6, 6,
                                                      7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 0, 0};

void skip_symbols(BitReader& in, const Code& literals, const Code& distances) {
  for (;;) {
    uint64_t bits = in.peek();
    uint16_t found = literals.entry(bits);
    // One peek always contains three literals, and most symbols are literals.
    for (int more = 0; more < 2 && found >> 4 < 256 && (found & 15); ++more) {
      in.skip(found & 15);
      bits >>= found & 15;
      found = literals.entry(bits);
    }
    if (!(found & 15)) malformed();
    in.skip(found & 15);
    const unsigned symbol = found >> 4;
    if (symbol < 256) continue;
    if (symbol == 256) return;
    if (symbol > 285) malformed();
    in.skip(k_length_extra[symbol - 257]);
    in.skip(k_distance_extra[distances.take(in) & 31]);
  }
}

void skip_fixed_block(BitReader& in) {
  std::array<uint8_t, 288> lengths;
  std::fill(lengths.begin(), lengths.begin() + 144, uint8_t{8});
  std::fill(lengths.begin() + 144, lengths.begin() + 256, uint8_t{9});
  std::fill(lengths.begin() + 256, lengths.begin() + 280, uint8_t{7});
  std::fill(lengths.begin() + 280, lengths.end(), uint8_t{8});
  std::array<uint8_t, 32> distances;
  distances.fill(5);
  skip_symbols(in, Code(lengths.data(), lengths.size()), Code(distances.data(), distances.size()));
}

void skip_dynamic_block(BitReader& in) {
  constexpr std::array<uint8_t, 19> k_order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                               11, 4,  12, 3, 13, 2, 14, 1, 15};
  const unsigned literal_count = in.take(5) + 257;
  const unsigned distance_count = in.take(5) + 1;
  const unsigned order_count = in.take(4) + 4;
  std::array<uint8_t, 19> of_lengths{};
  for (unsigned i = 0; i < order_count; ++i) of_lengths[k_order[i]] = static_cast<uint8_t>(in.take(3));
  const Code length_code(of_lengths.data(), of_lengths.size());
  std::array<uint8_t, 288 + 32 + 138> lengths{};
  for (unsigned filled = 0; filled < literal_count + distance_count;) {
    const unsigned symbol = length_code.take(in);
    if (symbol < 16) {
      lengths[filled++] = static_cast<uint8_t>(symbol);
      continue;
    }
    if (symbol == 16 && filled == 0) malformed();
    const uint8_t repeated = symbol == 16 ? lengths[filled - 1] : uint8_t{0};
    const unsigned count = symbol == 16 ? 3 + in.take(2) : symbol == 17 ? 3 + in.take(3) : 11 + in.take(7);
    for (unsigned i = 0; i < count; ++i) lengths[filled++] = repeated;
  }
  skip_symbols(in, Code(lengths.data(), literal_count), Code(lengths.data() + literal_count, distance_count));
}

void skip_stored_block(BitReader& in) {
  in.align();
  const unsigned size = in.take(16);
  if ((size ^ 0xffff) != in.take(16)) malformed();
  in.skip(size * 8);
}

}  // namespace

void continue_deflate_stream(std::string& stream) {
  BitReader in(stream);
  uint64_t last_header = 0;
  for (bool last = false; !last;) {
    last_header = in.position();
    last = in.take(1) != 0;
    switch (in.take(2)) {
      case 0:
        skip_stored_block(in);
        break;
      case 1:
        skip_fixed_block(in);
        break;
      case 2:
        skip_dynamic_block(in);
        break;
      default:
        malformed();
    }
  }
  const uint64_t end = in.position();
  if ((end + 7) / 8 != stream.size()) malformed();
  char& marked = stream[static_cast<size_t>(last_header / 8)];
  marked = static_cast<char>(static_cast<unsigned char>(marked) & ~(1U << (last_header % 8)));
  // The empty stored block: a header of three zero bits, zeros up to a byte boundary, its size and the
  // complement. The bits after `end` are already zero.
  if ((end + 3 + 7) / 8 > stream.size()) stream += '\0';
  stream.append("\0\0\xff\xff", 4);
}

}  // namespace rpmworks::archive
