// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>

#include "core/digest.hpp"
#include "core/encoding.hpp"
#include "core/error.hpp"
#include "repodata/createrepo.hpp"
#include "repodata/repodata.hpp"

namespace rpmworks::repodata {

namespace {

Error bad(const fs::path& file, const std::string& what) {
  return Error(ExitCode::gate, fmt::format("{}: {}", file.string(), what))
      .hint(
          "the metadata was changed after it was made, or was copied incompletely: compose or copy it again");
}

std::string text(const char* value) {
  return value ? value : "";
}

DigestAlgorithm algorithm_of(const std::string& type, const fs::path& repomd) {
  if (type == "sha256") return DigestAlgorithm::sha256;
  if (type == "sha512") return DigestAlgorithm::sha512;
  if (type == "sha" || type == "sha1") return DigestAlgorithm::sha1;
  throw bad(repomd, fmt::format("checksums of the type '{}' are not supported", type));
}

RepomdPtr parse_repomd(const fs::path& folder, const fs::path& file) {
  initialise();
  if (!fs::is_regular_file(file))
    throw Error(ExitCode::gate, fmt::format("{} has no repodata/repomd.xml: it is not a package repository",
                                            folder.string()));
  GErrorSlot error;
  RepomdPtr repomd(cr_repomd_new());
  if (cr_xml_parse_repomd(file.c_str(), repomd.get(), nullptr, nullptr, error.slot()) != CRE_OK)
    throw bad(file, error.text());
  return repomd;
}

// The path of a record's file. Throws if it is outside the repository's folder.
fs::path place_of(const cr_RepomdRecord& record, const fs::path& repomd) {
  const fs::path href = fs::path(percent_decoded(text(record.location_href))).lexically_normal();
  if (href.empty() || href.is_absolute() || *href.begin() == ".." || record.location_base)
    throw bad(repomd, fmt::format("the {} metadata lies outside the repository, at '{}'", text(record.type),
                                  text(record.location_href)));
  return href;
}

// A record's file. Throws unless its size and checksum are as in repomd.xml.
fs::path checked_file(const fs::path& folder, const fs::path& repomd, const cr_RepomdRecord& record) {
  const fs::path file = folder / place_of(record, repomd);
  if (!fs::is_regular_file(file))
    throw bad(repomd, fmt::format("the {} metadata {} is missing", text(record.type), file.string()));
  if (record.size >= 0 && static_cast<uintmax_t>(record.size) != fs::file_size(file))
    throw bad(file, fmt::format("has {} bytes, but repomd.xml says {}", fs::file_size(file), record.size));
  if (digest_of_file(file, algorithm_of(text(record.checksum_type), repomd)) != text(record.checksum))
    throw bad(file, "its checksum differs from the one in repomd.xml");
  return file;
}

std::string content_of(const fs::path& file) {
  GErrorSlot error;
  const std::unique_ptr<CR_FILE, void (*)(CR_FILE*)> opened(
      cr_open(file.c_str(), CR_CW_MODE_READ, CR_CW_AUTO_DETECT_COMPRESSION, error.slot()),
      [](CR_FILE* stream) { cr_close(stream, nullptr); });
  if (!opened) throw bad(file, error.text());
  std::string content;
  std::array<char, 64UL * 1024> buffer{};
  for (;;) {
    const int got = cr_read(opened.get(), buffer.data(), buffer.size(), error.slot());
    if (got < 0) throw bad(file, error.text());
    if (got == 0) return content;
    content.append(buffer.data(), static_cast<size_t>(got));
  }
}

// State for createrepo_c's parser. Its callbacks are called from C, so no exception may leave them.
struct Primary {
  std::vector<Listed> listed;
  std::vector<std::string> ids;
};

int on_primary(cr_Package* package, void* data, GError**) {
  const PackagePtr owned(package);
  auto* primary = static_cast<Primary*>(data);
  const std::string epoch = text(package->epoch);
  primary->listed.push_back(
      {.nevra =
           fmt::format("{}-{}{}-{}.{}", text(package->name), epoch.empty() || epoch == "0" ? "" : epoch + ":",
                       text(package->version), text(package->release), text(package->arch)),
       .href = percent_decoded(text(package->location_href)),
       .sha256 = text(package->checksum_type) == "sha256" ? text(package->pkgId) : "",
       .size = static_cast<uint64_t>(package->size_package)});
  primary->ids.push_back(text(package->pkgId));
  return CR_CB_RET_OK;
}

int on_id(cr_Package* package, void* data, GError**) {
  const PackagePtr owned(package);
  static_cast<std::vector<std::string>*>(data)->push_back(text(package->pkgId));
  return CR_CB_RET_OK;
}

}  // namespace

std::vector<Listed> read(const fs::path& folder) {
  const fs::path repomd_file = folder / "repodata" / "repomd.xml";
  const RepomdPtr repomd = parse_repomd(folder, repomd_file);
  GErrorSlot error;
  Primary primary;
  std::vector<std::string> filelists;
  std::vector<std::string> other;
  bool have_primary = false;
  bool have_filelists = false;
  bool have_other = false;
  for (const GSList* item = repomd->records; item; item = item->next) {
    const auto& record = *static_cast<const cr_RepomdRecord*>(item->data);
    const fs::path file = checked_file(folder, repomd_file, record);
    const std::string type = text(record.type);
    int outcome = CRE_OK;
    if (type == "primary") {
      have_primary = true;
      outcome = cr_xml_parse_primary(file.c_str(), nullptr, nullptr, on_primary, &primary, nullptr, nullptr,
                                     0, error.slot());
    } else if (type == "filelists") {
      have_filelists = true;
      outcome = cr_xml_parse_filelists(file.c_str(), nullptr, nullptr, on_id, &filelists, nullptr, nullptr,
                                       error.slot());
    } else if (type == "other") {
      have_other = true;
      outcome =
          cr_xml_parse_other(file.c_str(), nullptr, nullptr, on_id, &other, nullptr, nullptr, error.slot());
    }
    if (outcome != CRE_OK) throw bad(file, error.text());
  }
  if (!have_primary) throw bad(repomd_file, "it names no primary metadata");

  std::ranges::sort(primary.ids);
  std::ranges::sort(filelists);
  std::ranges::sort(other);
  if (have_filelists && filelists != primary.ids)
    throw bad(repomd_file, "filelists and primary do not describe the same packages");
  if (have_other && other != primary.ids)
    throw bad(repomd_file, "other and primary do not describe the same packages");
  return std::move(primary.listed);
}

std::vector<Extra> read_extras(const fs::path& folder) {
  const fs::path repomd_file = folder / "repodata" / "repomd.xml";
  const RepomdPtr repomd = parse_repomd(folder, repomd_file);
  std::vector<Extra> extras;
  for (const GSList* item = repomd->records; item; item = item->next) {
    const auto& record = *static_cast<const cr_RepomdRecord*>(item->data);
    const std::string type = text(record.type);
    if (type != "group" && type != "group_gz" && type != "modules" && type != "updateinfo") continue;
    const fs::path file = checked_file(folder, repomd_file, record);
    std::string name = file.filename();
    if (name.starts_with(text(record.checksum) + "-")) name.erase(0, text(record.checksum).size() + 1);
    const bool is_gzip = name.ends_with(".gz");
    if (is_gzip) name.erase(name.size() - 3);
    extras.push_back({.type = type, .name = name, .bytes = content_of(file), .gzip = is_gzip});
  }
  return extras;
}

int64_t newest_time(const fs::path& folder) {
  const RepomdPtr repomd = parse_repomd(folder, folder / "repodata" / "repomd.xml");
  int64_t newest = std::atoll(text(repomd->revision).c_str());
  for (const GSList* item = repomd->records; item; item = item->next)
    newest = std::max<int64_t>(newest, static_cast<const cr_RepomdRecord*>(item->data)->timestamp);
  return newest;
}

std::vector<std::string> metadata_files(const fs::path& folder) {
  const fs::path repomd_file = folder / "repodata" / "repomd.xml";
  const RepomdPtr repomd = parse_repomd(folder, repomd_file);
  std::vector<std::string> files;
  for (const GSList* item = repomd->records; item; item = item->next)
    files.push_back(place_of(*static_cast<const cr_RepomdRecord*>(item->data), repomd_file).generic_string());
  return files;
}

}  // namespace rpmworks::repodata
