// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/repomd.hpp"

#include <fmt/format.h>
#include <librepo/librepo.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "upstream/address.hpp"
#include "upstream/download.hpp"

namespace rpmworks::upstream {

namespace {

std::string text(const char* value) {
  return value ? value : "";
}

Record record_of(const std::string& repository, const LrYumRepoMdRecord& listed) {
  Record record{.href = text(listed.location_href),
                .checksum = {.hex = text(listed.checksum)},
                .size = listed.size > 0 ? static_cast<uint64_t>(listed.size) : 0};
  require_inside(repository, record.href);
  const std::string type = text(listed.checksum_type);
  size_t length = 64;
  if (type == "sha512") {
    record.checksum.algorithm = DigestAlgorithm::sha512;
    length = 128;
  } else if (type != "sha256") {
    throw Error(ExitCode::upstream, fmt::format("the repomd.xml of {} has a digest of type '{}' for {}",
                                                repository, type, record.href))
        .hint(
            "only SHA-256 and SHA-512 are accepted; its owner must make it again: createrepo_c --checksum "
            "sha256");
  }
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

}  // namespace

Repomd read_repomd(const std::string& repository, const fs::path& file) {
  const FileDescriptor stream = open_for_reading(file);
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
  Repomd result{.primary = record_of(repository, *primary)};
  if (const LrYumRepoMdRecord* filelists = find("filelists"))
    result.filelists = record_of(repository, *filelists);
  return result;
}

}  // namespace rpmworks::upstream
