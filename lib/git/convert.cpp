// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/convert.hpp"

#include <fmt/format.h>
#include <iconv.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/digest.hpp"
#include "core/error.hpp"

namespace rpmworks::git {

namespace {

// git does not convert larger files (core.bigFileThreshold)
constexpr size_t k_big_file = 512 << 20;

enum class LineEnds { as_they_are, crlf, crlf_if_text };

// The old attribute `crlf` is used if `text` has no valid value.
const AttributeValue& text_of(const ArchiveAttributes& attributes) {
  const auto known = [](const AttributeValue& value) {
    return value.is_set() || value.is_unset() || value.is("input") || value.is("auto");
  };
  return known(attributes.text) ? attributes.text : attributes.crlf;
}

// Only conversions to CRLF happen on checkout; with an empty configuration, `text` alone means LF.
LineEnds line_ends_of(const ArchiveAttributes& attributes) {
  const AttributeValue& text = text_of(attributes);
  if (text.is_unset() || !attributes.eol.is("crlf")) return LineEnds::as_they_are;
  return text.is("auto") ? LineEnds::crlf_if_text : LineEnds::crlf;
}

// git's test for `text=auto`: text has no NUL, CR only before LF, and few control characters.
bool looks_like_text(std::string_view content) {
  size_t printable = 0;
  size_t other = 0;
  for (size_t i = 0; i < content.size(); ++i) {
    const auto c = static_cast<unsigned char>(content[i]);
    if (c == 0 || (c == '\r' && content.substr(i + 1, 1) != "\n")) return false;
    if (c == '\n' || c == '\r') continue;
    const bool control = c == 127 || (c < 32 && c != '\b' && c != '\t' && c != '\033' && c != '\014');
    ++(control ? other : printable);
  }
  // A ^Z at the end is the end-of-file mark of DOS.
  if (content.ends_with('\032')) --other;
  return printable >> 7 >= other;
}

// Only such text is converted on checkout.
bool looks_like_unix_text(std::string_view content) {
  return content.find('\r') == std::string_view::npos && looks_like_text(content);
}

std::string without_crlf(const std::string& content) {
  std::string out;
  out.reserve(content.size());
  for (size_t i = 0; i < content.size(); ++i)
    if (content[i] != '\r' || content.compare(i + 1, 1, "\n") != 0) out += content[i];
  return out;
}

std::string with_crlf(const std::string& content) {
  std::string out;
  out.reserve(content.size() + content.size() / 16);
  char previous = '\0';
  for (const char c : content) {
    if (c == '\n' && previous != '\r') out += '\r';
    out += c;
    previous = c;
  }
  return out;
}

// Replaces $Id$ and $Id: … $ with the blob's id. A keyword with blanks inside belongs to another program and
// stays.
std::string with_ident(const std::string& content) {
  std::string out;
  std::string id;
  size_t copied = 0;
  for (size_t at = content.find("$Id"); at != std::string::npos; at = content.find("$Id", at)) {
    size_t end = at + 3;
    if (end >= content.size()) break;
    if (content[end] == ':') {
      end = content.find('$', end + 1);
      if (end == std::string::npos) break;
      const std::string_view inside = std::string_view(content).substr(at + 4, end - at - 4);
      const size_t blank = inside.find(' ', 1);
      const bool foreign = inside.find('\n') != std::string_view::npos ||
                           (blank != std::string_view::npos && blank + 1 < inside.size());
      if (foreign) {
        at += 1;
        continue;
      }
    } else if (content[end] != '$') {
      at += 1;
      continue;
    }
    if (id.empty())
      id = Digest(DigestAlgorithm::sha1)
               .update(fmt::format("blob {}", content.size()))
               .update(std::string_view("\0", 1))
               .update(content)
               .hex();
    out.append(content, copied, at - copied);
    out += "$Id: " + id + " $";
    at = copied = end + 1;
  }
  return copied ? out + content.substr(copied) : content;
}

std::string without_ident(const std::string& content) {
  std::string out;
  size_t copied = 0;
  for (size_t at = content.find("$Id:"); at != std::string::npos; at = content.find("$Id:", at)) {
    const size_t end = content.find('$', at + 4);
    if (end == std::string::npos) break;
    if (content.find('\n', at) < end) {
      at += 1;
      continue;
    }
    out.append(content, copied, at - copied);
    out += "$Id$";
    at = copied = end + 1;
  }
  return copied ? out + content.substr(copied) : content;
}

bool is_utf8(const std::string& encoding) {
  return strcasecmp(encoding.c_str(), "UTF-8") == 0 || strcasecmp(encoding.c_str(), "UTF8") == 0;
}

// As in git, text that cannot be encoded stays unchanged.
std::string encoded(std::string content, const std::string& encoding) {
  // git's own names for UTF-16 with a fixed byte order and a byte order mark.
  struct Marked {
    const char* name;
    const char* plain;
    std::string_view mark;
  };
  static constexpr std::array<Marked, 2> k_marked{
      {{"UTF-16LE-BOM", "UTF-16LE", "\xff\xfe"}, {"UTF-16BE-BOM", "UTF-16BE", "\xfe\xff"}}};
  for (const auto& marked : k_marked) {
    if (strcasecmp(encoding.c_str(), marked.name) != 0) continue;
    const auto converted = reencode(content, "UTF-8", marked.plain);
    return converted ? std::string(marked.mark) + *converted : std::move(content);
  }
  auto converted = reencode(content, "UTF-8", encoding);
  return converted ? std::move(*converted) : std::move(content);
}

[[noreturn]] void no_encoding(const std::string& path) {
  throw Error(ExitCode::invalid,
              fmt::format("'{}' has the attribute working-tree-encoding without an encoding", path))
      .hint("write working-tree-encoding=NAME or !working-tree-encoding in .gitattributes");
}

// A byte order mark is used and removed.
std::string decoded(const std::string& content, const std::string& encoding, const std::string& path) {
  const bool marked =
      strcasecmp(encoding.c_str(), "UTF-16LE-BOM") == 0 || strcasecmp(encoding.c_str(), "UTF-16BE-BOM") == 0;
  auto text = reencode(content, marked ? "UTF-16" : encoding, "UTF-8");
  if (text) return std::move(*text);
  throw Error(ExitCode::invalid,
              fmt::format("'{}' is not in {}, the encoding in .gitattributes", path, encoding))
      .hint("git add would refuse it too: fix the file or its working-tree-encoding");
}

}  // namespace

std::optional<std::string> reencode(std::string_view text, const std::string& from, const std::string& to) {
  const iconv_t opened = ::iconv_open(to.c_str(), from.c_str());
  // iconv_open's failure is this value by its manual, not a null pointer.
  if (opened == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  const std::unique_ptr<void, int (*)(iconv_t)> converter(opened, ::iconv_close);
  std::string out;
  std::array<char, 16384> buffer;
  char* in = const_cast<char*>(text.data());  // iconv's prototype is not const, but it does not write here
  size_t left = text.size();
  for (bool flushing = false;;) {
    char* to_here = buffer.data();
    size_t room = buffer.size();
    const size_t result = ::iconv(converter.get(), flushing ? nullptr : &in, &left, &to_here, &room);
    const int number = errno;
    out.append(buffer.data(), buffer.size() - room);
    if (result == static_cast<size_t>(-1)) {
      if (number != E2BIG) return std::nullopt;
      continue;
    }
    if (flushing) return out;
    flushing = true;
  }
}

bool changes_content(const ArchiveAttributes& attributes) {
  return attributes.ident.is_set() || line_ends_of(attributes) != LineEnds::as_they_are ||
         attributes.working_tree_encoding.state != AttributeValue::State::unspecified;
}

std::string to_work_tree(std::string content, const ArchiveAttributes& attributes, const std::string& path) {
  if (content.size() > k_big_file && !attributes.export_subst.is_set()) return content;
  if (attributes.ident.is_set()) content = with_ident(content);
  const LineEnds line_ends = line_ends_of(attributes);
  if (line_ends == LineEnds::crlf || (line_ends == LineEnds::crlf_if_text && looks_like_unix_text(content)))
    content = with_crlf(content);
  const AttributeValue& encoding = attributes.working_tree_encoding;
  if (encoding.is_set() || encoding.is_unset()) no_encoding(path);
  if (!encoding.text.empty() && !is_utf8(encoding.text) && !content.empty())
    content = encoded(std::move(content), encoding.text);
  return content;
}

std::string to_repository(std::string content, const ArchiveAttributes& attributes, const std::string& path,
                          const std::function<std::string()>& indexed) {
  const AttributeValue& encoding = attributes.working_tree_encoding;
  if (encoding.is_set() || encoding.is_unset()) no_encoding(path);
  if (!encoding.text.empty() && !is_utf8(encoding.text) && !content.empty())
    content = decoded(content, encoding.text, path);
  const AttributeValue& text = text_of(attributes);
  const bool names_eol = attributes.eol.is("lf") || attributes.eol.is("crlf");
  const bool is_text =
      text.is_set() || text.is("input") || (!text.is_unset() && !text.is("auto") && names_eol);
  if (content.find("\r\n") != std::string::npos) {
    // A file committed with CRLF before it became text=auto stays unchanged.
    const auto may_be_text = [&] {
      if (!text.is("auto") || !looks_like_text(content)) return false;
      const std::string before = indexed();
      return before.find("\r\n") == std::string::npos || !looks_like_text(before);
    };
    if (is_text || may_be_text()) content = without_crlf(content);
  }
  return attributes.ident.is_set() ? without_ident(content) : content;
}

}  // namespace rpmworks::git
