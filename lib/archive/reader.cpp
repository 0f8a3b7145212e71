// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/text.hpp"

namespace rpmworks::archive {

namespace {

// libarchive's type, hidden by the name of this namespace.
using Handle = ::archive;

constexpr size_t k_block = 256 * 1024;

// Listed one by one: with "all", libarchive starts programs of the machine for other formats (lrzip, lzop,
// grzip), depending on the first bytes of an untrusted file. It does the same for a format that it was built
// without.
void support_filters(Handle* handle) {
  struct Filter {
    const char* name;
    int (*add)(Handle*);
  };
  static constexpr Filter k_filters[] = {
      {"gzip", archive_read_support_filter_gzip},         {"bzip2", archive_read_support_filter_bzip2},
      {"compress", archive_read_support_filter_compress}, {"lzip", archive_read_support_filter_lzip},
      {"lzma", archive_read_support_filter_lzma},         {"xz", archive_read_support_filter_xz},
      {"zstd", archive_read_support_filter_zstd},         {"rpm", archive_read_support_filter_rpm}};
  for (const auto& filter : k_filters)
    if (filter.add(handle) != ARCHIVE_OK)
      throw Error(ExitCode::failed, fmt::format("libarchive was built without {}", filter.name))
          .hint("libarchive must be built with zlib, bzip2, lzma and zstd, as Debian's is");
}

std::string text_of(const char* text) {
  return text ? text : "";
}

Member::Kind kind_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry)) return Member::Kind::hardlink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return Member::Kind::file;
    case AE_IFDIR:
      return Member::Kind::folder;
    case AE_IFLNK:
      return Member::Kind::symlink;
    default:
      return Member::Kind::special;
  }
}

}  // namespace

struct Reader::State {
  std::string name;
  Owned<Handle, archive_read_free> handle{archive_read_new()};
  State* outer = nullptr;
  uint64_t limit = UINT64_MAX;  // bytes that may be read
  uint64_t left = UINT64_MAX;   // remaining bytes
  uint64_t member_end = 0;      // end of the part of the current member that was read
  std::vector<char> buffer;     // between an outer archive and this one

  bool is_damaged = false;

  [[noreturn]] void damaged() {
    is_damaged = true;
    const std::string reason = text_of(archive_error_string(handle.get()));
    throw Error(ExitCode::invalid,
                fmt::format("{} is damaged: {}", name, reason.empty() ? "truncated" : reason));
  }

  void count(uint64_t end) {
    if (end <= member_end) return;
    if (end - member_end > left)
      throw Error(ExitCode::invalid, fmt::format("{} contains more than {}", name, human_bytes(limit)));
    left -= end - member_end;
    member_end = end;
  }

  static la_ssize_t read_outer(Handle* handle, void* data, const void** bytes) {
    auto* self = static_cast<State*>(data);
    *bytes = self->buffer.data();
    Handle* outer = self->outer->handle.get();
    const la_ssize_t got = archive_read_data(outer, self->buffer.data(), self->buffer.size());
    if (got < 0)
      archive_set_error(handle, archive_errno(outer), "%s", text_of(archive_error_string(outer)).c_str());
    return got;
  }
};

Reader::Reader(const fs::path& file, std::string shown, Formats formats)
    : m_state(std::make_unique<State>()) {
  m_state->name = shown.empty() ? file.string() : std::move(shown);
  Handle* handle = m_state->handle.get();
  support_filters(handle);
  archive_read_support_format_ar(handle);
  archive_read_support_format_cpio(handle);
  archive_read_support_format_tar(handle);
  if (formats == Formats::tar_and_zip) {
    archive_read_support_format_zip(handle);
    archive_read_support_format_7zip(handle);
  }
  if (archive_read_open_filename(handle, file.c_str(), k_block) != ARCHIVE_OK) m_state->damaged();
}

Reader::Reader(Reader& outer) : m_state(std::make_unique<State>()) {
  m_state->name = outer.m_state->name;
  m_state->outer = outer.m_state.get();
  m_state->buffer.resize(k_block);
  Handle* handle = m_state->handle.get();
  support_filters(handle);
  archive_read_support_format_tar(handle);
  if (archive_read_open(handle, m_state.get(), nullptr, State::read_outer, nullptr) != ARCHIVE_OK)
    m_state->damaged();
}

Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

void Reader::limit_content(uint64_t bytes) {
  m_state->limit = m_state->left = bytes;
}

bool Reader::is_damaged() const {
  return m_state->is_damaged;
}

std::optional<Member> Reader::next() {
  m_state->member_end = 0;
  archive_entry* entry = nullptr;
  const int status = archive_read_next_header(m_state->handle.get(), &entry);
  if (status == ARCHIVE_EOF) return std::nullopt;
  if (status < ARCHIVE_WARN) m_state->damaged();
  Member member{.path = text_of(archive_entry_pathname(entry)),
                .kind = kind_of(entry),
                .mode = static_cast<unsigned>(archive_entry_mode(entry) & 07777),
                .user = text_of(archive_entry_uname(entry)),
                .group = text_of(archive_entry_gname(entry)),
                .mtime = archive_entry_mtime(entry)};
  if (member.kind == Member::Kind::hardlink) member.target = text_of(archive_entry_hardlink(entry));
  if (member.kind == Member::Kind::symlink) member.target = text_of(archive_entry_symlink(entry));
  return member;
}

std::optional<Reader::Piece> Reader::next_piece() {
  const void* bytes = nullptr;
  size_t size = 0;
  la_int64_t offset = 0;
  throw_if_cancelled();
  const int status = archive_read_data_block(m_state->handle.get(), &bytes, &size, &offset);
  if (status == ARCHIVE_EOF) return std::nullopt;
  if (status < ARCHIVE_WARN) m_state->damaged();
  m_state->count(static_cast<uint64_t>(offset) + size);
  return Piece{.bytes = {static_cast<const char*>(bytes), size}, .offset = offset};
}

std::string Reader::read_all(size_t limit) {
  std::string content;
  while (const auto piece = next_piece()) {
    const auto offset = static_cast<size_t>(piece->offset);
    if (offset > limit || piece->bytes.size() > limit - offset)
      throw Error(ExitCode::invalid,
                  fmt::format("{} contains a member of more than {} bytes", m_state->name, limit));
    content.resize(offset);
    content += piece->bytes;
  }
  return content;
}

}  // namespace rpmworks::archive
