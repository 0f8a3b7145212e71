// SPDX-License-Identifier: GPL-3.0-or-later
#include "lockfile/line_reader.hpp"

#include <algorithm>
#include <charconv>

#include "lockfile/faults.hpp"
#include "lockfile/write.hpp"

namespace rpmworks::lockfile {

namespace {

// Reads what is expected, one part after the other. It accepts some texts that to_text would not write;
// read_lines compares the result.
class Reader {
 public:
  explicit Reader(std::string_view text) : m_rest(text) {}

  bool skip(std::string_view expected) {
    if (!m_rest.starts_with(expected)) return false;
    m_rest.remove_prefix(expected.size());
    return true;
  }
  void skip_line() { m_rest.remove_prefix(std::min(m_rest.find('\n'), m_rest.size() - 1) + 1); }
  bool is_at_end() const { return m_rest.empty(); }

  bool scalar(std::string& value) {
    if (m_rest.starts_with('"')) return quoted(value);
    const size_t end = m_rest.find_first_of(",]}\n");
    if (end == std::string_view::npos) return false;
    // A mapping ends in " }"; no scalar ends in a blank.
    const size_t blanks = end > 0 && m_rest[end - 1] == ' ' ? 1 : 0;
    value = m_rest.substr(0, end - blanks);
    m_rest.remove_prefix(end - blanks);
    return true;
  }

  // A key of a mapping, with its colon. A name that YAML would read as something else is quoted.
  bool key(std::string& name) {
    if (m_rest.starts_with('"')) return quoted(name) && skip(": ");
    const size_t end = m_rest.find_first_of(":,}\n");
    if (end == std::string_view::npos) return false;
    name = m_rest.substr(0, end);
    m_rest.remove_prefix(end);
    return skip(": ");
  }

  // `name: value`, after the start of a mapping or a comma.
  bool field(std::string_view name, std::string& value) { return start(name) && scalar(value); }
  bool optional_field(std::string_view name, std::string& value) { return !start(name) || scalar(value); }

  bool number(std::string_view name, uint64_t& value) {
    std::string text;
    if (!field(name, text)) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  }

  template <class ReadItem>
  bool optional_list(std::string_view name, ReadItem read_item) {
    if (!start(name)) return true;
    if (!skip("[")) return false;
    do {
      if (!read_item()) return false;
    } while (skip(", "));
    return skip("]");
  }

 private:
  bool start(std::string_view name) {
    Reader ahead = *this;
    if (!ahead.skip("{ ") && !ahead.skip(", ")) return false;
    if (!ahead.skip(name) || !ahead.skip(": ")) return false;
    *this = ahead;
    return true;
  }

  bool quoted(std::string& value) {
    value.clear();
    for (size_t i = 1; i < m_rest.size(); ++i) {
      const char c = m_rest[i];
      if (c == '"') {
        m_rest.remove_prefix(i + 1);
        return true;
      }
      if (c != '\\') {
        value += c;
        continue;
      }
      if (++i == m_rest.size()) return false;
      const size_t digits = m_rest[i] == 'x' ? 2 : m_rest[i] == 'u' ? 4 : m_rest[i] == 'U' ? 8 : 0;
      if (digits == 0) {
        value += m_rest[i];
        continue;
      }
      uint32_t point = 0;
      if (i + digits >= m_rest.size()) return false;
      std::from_chars(m_rest.data() + i + 1, m_rest.data() + i + 1 + digits, point, 16);
      append(value, point);
      i += digits;
    }
    return false;
  }

  static void append(std::string& text, uint32_t point) {
    const auto byte = [&](uint32_t bits) { text += static_cast<char>(bits); };
    const auto next = [&](int shift) { byte(0x80U | (point >> shift & 0x3fU)); };
    if (point < 0x80) {
      byte(point);
    } else if (point < 0x800) {
      byte(0xc0U | point >> 6);
      next(0);
    } else if (point < 0x10000) {
      byte(0xe0U | point >> 12);
      next(6);
      next(0);
    } else {
      byte(0xf0U | (point >> 18 & 0x7U));
      next(12);
      next(6);
      next(0);
    }
  }

  std::string_view m_rest;
};

bool read(Reader& in, LockedKey& key) {
  return in.field("name", key.name) && in.field("fingerprint", key.fingerprint);
}

bool read(Reader& in, LockedUpstream& upstream) {
  if (!in.field("name", upstream.name)) return false;
  if (!in.field("url", upstream.url)) {
    upstream.is_mirror_list = true;
    if (!in.field("mirrorlist", upstream.url)) return false;
  }
  return in.optional_list("trust", [&] { return in.scalar(upstream.trust.emplace_back()); }) &&
         in.field("repomd", upstream.repomd_sha256) && in.optional_field("revision", upstream.revision);
}

bool read(Reader& in, LockedPackage& package) {
  std::string evr;
  if (!in.field("target", package.target) || !in.field("section", package.section) ||
      !in.field("name", package.nevra.name) || !in.field("evr", evr) || !in.field("arch", package.nevra.arch))
    return false;
  package.nevra.evr = rpm::Evr::parse(evr);
  const auto rejection = [&] {
    LockedRejection& one = package.rejected.emplace_back();
    return in.field("package", one.nevra) && in.field("reason", one.reason) && in.skip(" }");
  };
  return in.field("upstream", package.upstream) && in.field("location", package.location) &&
         in.number("size", package.size) && in.field("sha256", package.sha256) &&
         in.optional_field("source", package.source) &&
         in.optional_list("because", [&] { return in.scalar(package.because.emplace_back()); }) &&
         in.optional_field("requirement", package.requirement) && in.optional_list("rejected", rejection) &&
         in.optional_field("held", package.held);
}

bool read(Reader& in, std::map<std::string, std::string>& inputs) {
  if (in.skip("{}")) return true;
  if (!in.skip("{ ")) return false;
  do {
    std::string target;
    if (!in.key(target) || !in.scalar(inputs[target])) return false;
  } while (in.skip(", "));
  return in.skip(" }");
}

template <class Entry>
bool read_list(Reader& in, const char* name, std::vector<Entry>& entries) {
  if (!in.skip(name)) return false;
  if (in.skip(": []\n")) return true;
  if (!in.skip(":\n")) return false;
  while (in.skip("  - "))
    if (!read(in, entries.emplace_back()) || !in.skip(" }\n")) return false;
  return true;
}

}  // namespace

std::optional<Lock> read_lines(std::string_view text) {
  if (text.empty()) return {};
  Lock lock;
  Reader in(text);
  in.skip_line();
  if (!in.skip("schema: 1\ninputs: ") || !read(in, lock.inputs) || !in.skip("\n")) return {};
  lock.is_merged = in.skip("merged: true\n");
  const bool is_read = read_list(in, k_keys, lock.keys) && read_list(in, k_upstreams, lock.upstreams) &&
                       read_list(in, k_packages, lock.packages) && in.skip(k_digest);
  // Its value is compared with the rest of the text.
  if (!is_read || fault_of(lock) || text_of(lock) != text) return {};
  return lock;
}

}  // namespace rpmworks::lockfile
