// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/compare_packages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "archive/reader.hpp"
#include "archive/tarball.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/header_difference.hpp"

namespace rpmworks::srpm {

namespace {

using archive::Member;
using archive::Reader;

constexpr size_t k_shown = 120;

// Of two texts only the first line that differs.
Difference of_texts(const std::string& where, const std::string& one, const std::string& other) {
  const auto [left, right] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  const auto line = [](const std::string& text, std::string::const_iterator at) {
    const auto end = std::find(at, text.end(), '\n');
    auto begin = at;
    while (begin != text.begin() && *(begin - 1) != '\n') --begin;
    std::string found(begin, end);
    if (found.size() > k_shown) found = found.substr(0, k_shown) + "…";
    return found;
  };
  return {where, line(one, left), line(other, right)};
}

std::string shown(const Member& member) {
  return fmt::format("mode {:o}, {}:{}, time {}{}{}", member.mode, member.user, member.group, member.mtime,
                     member.target.empty() ? "" : ", link to ", member.target);
}

// The digest of a member's content, independent of how it is split into blocks.
std::string digest_of(Reader& reader) {
  constexpr size_t k_zeros = 4096;
  static const std::string zeros(k_zeros, '\0');
  Digest digest;
  int64_t at = 0;
  while (const auto piece = reader.next_piece()) {
    for (; at < piece->offset; at += static_cast<int64_t>(k_zeros))
      digest.update(zeros.substr(0, static_cast<size_t>(piece->offset - at)));
    digest.update(piece->bytes);
    at = piece->offset + static_cast<int64_t>(piece->bytes.size());
  }
  return digest.hex();
}

std::optional<Difference> of_members(Reader& one, Reader& other, const std::string& above);

// A tar file that rpmworks did not write, or that is invalid, is compared as a whole.
std::optional<Difference> of_tars(Reader& one, Reader& other, const std::string& name) {
  try {
    Reader inner_one(one);
    Reader inner_other(other);
    return of_members(inner_one, inner_other, name + ": ");
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<Difference> of_members(Reader& one, Reader& other, const std::string& above) {
  while (true) {
    const auto left = one.next();
    const auto right = other.next();
    if (!left && !right) return std::nullopt;
    if (!left || !right || left->path != right->path)
      return Difference{above + "its members", left ? left->path : "the end",
                        right ? right->path : "the end"};
    if (left->kind != right->kind || shown(*left) != shown(*right))
      return Difference{above + left->path, shown(*left), shown(*right)};
    const std::string digest_one = digest_of(one);
    const std::string digest_other = digest_of(other);
    if (digest_one != digest_other)
      return Difference{above + left->path, "content with the digest " + digest_one,
                        "content with the digest " + digest_other};
  }
}

// Moves to the member of that name.
bool go_to(Reader& reader, const std::string& path) {
  while (const auto member = reader.next())
    if (member->path == path) return true;
  return false;
}

}  // namespace

std::optional<Difference> first_difference(const fs::path& one, const fs::path& other) {
  if (digest_of_file(one) == digest_of_file(other)) return std::nullopt;
  Reader left(one);
  Reader right(other);
  if (auto difference = of_members(left, right, "")) {
    Reader again_left(one);
    Reader again_right(other);
    if (archive::compression_of(difference->where) && go_to(again_left, difference->where) &&
        go_to(again_right, difference->where))
      if (auto inner = of_tars(again_left, again_right, difference->where)) return inner;
    return difference;
  }
  if (const auto header = rpm::header_difference(one, other))
    return of_texts(header->tag, header->one, header->other);
  return Difference{"their bytes", "sha256 " + digest_of_file(one), "sha256 " + digest_of_file(other)};
}

}  // namespace rpmworks::srpm
