// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/repomd.hpp"

#include <fmt/format.h>
#include <librepo/librepo.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "upstream/address.hpp"
#include "upstream/download.hpp"

namespace rpmworks::upstream {

namespace {

std::string text(const char* value) {
  return value ? value : "";
}

uint64_t size_of(gint64 given) {
  return given > 0 ? static_cast<uint64_t>(given) : 0;
}

bool is_number(std::string_view revision) {
  return !revision.empty() && revision.find_first_not_of("0123456789") == std::string_view::npos;
}

// The algorithm of a checksum, and the number of its hexadecimal digits.
std::pair<DigestAlgorithm, size_t> algorithm_of(const std::string& repository, const Record& record,
                                                const std::string& type, const MetadataRules& rules) {
  if (type == "sha256") return {DigestAlgorithm::sha256, 64};
  if (type == "sha512") return {DigestAlgorithm::sha512, 128};
  const bool is_sha1 = type == "sha1" || type == "sha";  // older programs wrote "sha"
  if (is_sha1 && rules.sha1) return {DigestAlgorithm::sha1, 40};
  throw Error(ExitCode::upstream, fmt::format("the repomd.xml of {} has a digest of type '{}' for {}",
                                              repository, type, record.href))
      .hint(is_sha1 ? fmt::format("only SHA-256 and SHA-512 are accepted; its owner must make it again "
                                  "(createrepo_c --checksum sha256); for an archive that no longer changes, "
                                  "set `digests: sha1` for upstreams.{}",
                                  repository)
                    : "only SHA-256 and SHA-512 are accepted; its owner must make it again: createrepo_c "
                      "--checksum sha256");
}

Record record_of(const std::string& repository, const LrYumRepoMdRecord& listed, const MetadataRules& rules) {
  Record record{.href = text(listed.location_href),
                .checksum = {.hex = text(listed.checksum)},
                .size = size_of(listed.size),
                .open_size = size_of(listed.size_open)};
  // librepo ignores xml:base, so the file would be taken from the wrong place.
  const std::string base = text(listed.location_base);
  require_inside(repository, base.empty() ? record.href : base + "/" + record.href);
  if (!base.empty())
    throw Error(ExitCode::upstream,
                fmt::format("the repomd.xml of {} lists a file below another address: '{}'", repository,
                            printable(base)))
        .hint(
            "rpmworks reads only metadata below the repository's own address; use the address of the "
            "repository that this one refers to");
  for (const uint64_t size : {record.size, record.open_size})
    if (size > k_largest_metadata)
      throw Error(ExitCode::upstream, fmt::format("the repomd.xml of {} says that {} has {}", repository,
                                                  record.href, human_bytes(size)))
          .hint(fmt::format("at most {} are read; do not use this repository until its owner has explained "
                            "this",
                            human_bytes(k_largest_metadata)));
  const auto [algorithm, length] = algorithm_of(repository, record, text(listed.checksum_type), rules);
  record.checksum.algorithm = algorithm;
  std::ranges::transform(record.checksum.hex, record.checksum.hex.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'F' ? static_cast<char>(letter + 32) : letter;
  });
  if (record.checksum.hex.size() != length ||
      record.checksum.hex.find_first_not_of("0123456789abcdef") != std::string::npos) {
    throw Error(ExitCode::upstream,
                fmt::format("the repomd.xml of {} has no digest for {}", repository, record.href));
  }
  return record;
}

std::string revision_of(const std::string& repository, LrYumRepoMd* repomd) {
  const std::string given(trim(text(repomd->revision)));
  constexpr size_t k_longest = 200;
  if (given.size() > k_longest || printable(given) != given ||
      given.find_first_of("\n\t") != std::string::npos)
    throw Error(ExitCode::upstream,
                fmt::format("the repomd.xml of {} has a revision of several lines, or of more than 200 bytes",
                            repository))
        .hint("its owner must make it again: createrepo_c --revision");
  if (!given.empty()) return given;
  GError* failure = nullptr;
  const gint64 newest = lr_yum_repomd_get_highest_timestamp(repomd, &failure);
  (void)taken_message(failure);  // no record has a timestamp
  return newest > 0 ? std::to_string(newest) : "";
}

}  // namespace

FileDescriptor file_in_memory(const char* name, std::string_view bytes) {
  FileDescriptor file(::memfd_create(name, MFD_CLOEXEC));
  if (!file) throw system_error("memfd_create", name);
  write_all(file, bytes, name);
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

bool is_older_revision(const std::string& found, const std::string& seen) {
  if (!is_number(found) || !is_number(seen)) return false;
  const auto significant = [](const std::string& number) {
    return number.substr(std::min(number.find_first_not_of('0'), number.size() - 1));
  };
  const std::string a = significant(found);
  const std::string b = significant(seen);
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

Repomd read_repomd(const std::string& repository, std::string_view bytes, const fs::path& file,
                   const MetadataRules& rules) {
  const FileDescriptor stream = file_in_memory("repomd", bytes);
  const Owned<LrYumRepoMd, lr_yum_repomd_free> repomd(lr_yum_repomd_init());
  GError* failure = nullptr;
  const bool read = lr_yum_repomd_parse_file(repomd.get(), stream.get(), nullptr, nullptr, &failure);
  const std::string reason = taken_message(failure);
  if (!read) {
    throw Error(ExitCode::upstream, fmt::format("cannot read the repomd.xml of {}", repository))
        .note(fmt::format("{}: {}", file.string(), reason))
        .hint("it is damaged, or the server is not a package repository");
  }
  auto find = [&](const char* type) { return lr_yum_repomd_get_record(repomd.get(), type); };
  const LrYumRepoMdRecord* primary = find("primary");
  if (!primary) {
    throw Error(ExitCode::upstream, fmt::format("the repomd.xml of {} lists no primary metadata", repository))
        .note(file.string())
        .hint("its owner must make it again with createrepo_c");
  }
  Repomd result;
  result.primary = record_of(repository, *primary, rules);
  const auto find_record = [&](const char* type) -> std::optional<Record> {
    const LrYumRepoMdRecord* listed = find(type);
    if (!listed) return std::nullopt;
    return record_of(repository, *listed, rules);
  };
  result.filelists = find_record("filelists");
  if (rules.advisories) result.updateinfo = find_record("updateinfo");
  if (rules.modules) result.modules = find_record("modules");
  result.has_modules = find("modules") != nullptr;
  result.revision = revision_of(repository, repomd.get());
  return result;
}

}  // namespace rpmworks::upstream
