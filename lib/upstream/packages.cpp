// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/packages.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/lock.hpp"
#include "core/pool.hpp"
#include "store/private_folder.hpp"
#include "upstream/address.hpp"

namespace rpmworks::upstream {

namespace {

constexpr size_t k_sha256_digits = 64;
constexpr size_t k_sha1_digits = 40;

bool is_digest(const std::string& text, size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

void throw_first(std::vector<Error> errors) {
  if (errors.empty()) return;
  std::vector<std::string> others;
  for (size_t i = 1; i < errors.size(); ++i) {
    std::string line = fmt::format("also: {}", errors[i].what());
    if (!errors[i].notes().empty()) line += fmt::format(": {}", errors[i].notes().front());
    others.push_back(std::move(line));
  }
  throw std::move(errors.front()).notes(std::move(others));
}

bool file_matches(const fs::path& file, const Checksum& checksum) {
  std::error_code none;
  return fs::is_regular_file(file, none) && digest_of_file(file, checksum.algorithm) == checksum.hex;
}

PackageFetch::PackageFetch(const PackageSource& source, const std::vector<Location>& packages)
    : m_source(source) {
  for (const Location& package : packages) m_items.push_back(item_of(package));
}

PackageFetch::Item PackageFetch::item_of(const Location& package) const {
  require_inside(m_source.name, package.href);
  Item item{.package = package, .expected = {.hex = package.sha256}, .sha256 = {}, .place = {}};
  if (is_digest(package.sha256, k_sha256_digits)) {
    settle(item, package.sha256);
    return item;
  }
  const bool has_sha1 = package.sha256.empty() && is_digest(package.sha1, k_sha1_digits);
  if (m_source.is_locked && !has_sha1)
    throw Error(ExitCode::invalid,
                fmt::format("the lock has no SHA-256 of {} of {}", package.nevra.str(), m_source.name))
        .hint("make the lock again: rpmworks lock --update");
  if (!has_sha1 || !m_source.rules.sha1) {
    throw Error(ExitCode::upstream,
                fmt::format("the metadata of {} has no SHA-256 of {}", m_source.name, package.nevra.str()))
        .hint(has_sha1 ? fmt::format("its owner must make it again (createrepo_c --checksum sha256); for an "
                                     "archive that no longer changes, set `digests: sha1` for upstreams.{}",
                                     m_source.name)
                       : "its owner must make it again: createrepo_c --checksum sha256");
  }
  item.expected = {.algorithm = DigestAlgorithm::sha1, .hex = package.sha1};
  recall(item);
  return item;
}

fs::path PackageFetch::index_of(const Item& item) const {
  return m_source.folder / "sha1" / item.expected.hex;
}

// The name of the file is only the last part of its path in the cache, whatever the metadata says.
void PackageFetch::settle(Item& item, const std::string& sha256) const {
  item.sha256 = sha256;
  item.place =
      m_source.folder / sha256.substr(0, 2) / sha256.substr(2) / fs::path(item.package.href).filename();
}

// The SHA-256 of a package that was fetched before by its SHA-1.
void PackageFetch::recall(Item& item) const {
  if (!item.sha256.empty() || !fs::exists(index_of(item))) return;
  const std::string known = read_file(index_of(item));
  if (is_digest(known, k_sha256_digits)) settle(item, known);
}

// Removes a wrong file from the cache, or a wrong entry for its SHA-1.
void PackageFetch::forget(Item& item) const {
  if (!item.place.empty() && !file_matches(item.place, {.hex = item.sha256})) {
    fs::remove(item.place);
    return;
  }
  if (!item.has_only_sha1()) return;
  fs::remove(index_of(item));
  item.sha256.clear();
  item.place.clear();
}

// Whether the cache has the package's file.
bool PackageFetch::is_here(Item& item) const {
  if (item.place.empty() || !fs::exists(item.place)) return false;
  if (file_matches(item.place, {.hex = item.sha256}) &&
      (!item.has_only_sha1() || file_matches(item.place, item.expected)))
    return true;
  forget(item);
  return false;
}

std::vector<size_t> PackageFetch::missing() {
  std::set<fs::path> seen;
  std::vector<size_t> indices;
  for (size_t i = 0; i < m_items.size(); ++i) {
    recall(m_items[i]);
    if (m_items[i].place.empty() || (seen.insert(m_items[i].place).second && !is_here(m_items[i])))
      indices.push_back(i);
  }
  return indices;
}

void PackageFetch::download(unsigned jobs, Reporter& reporter) {
  if (!m_source.downloader || m_items.empty()) return;
  store::make_private_folder(m_source.folder);
  if (missing().empty()) return;
  const std::lock_guard guard(m_source.downloading);
  // One lock for each repository, so that repositories are downloaded from at the same time.
  constexpr size_t k_digits = 16;
  const std::string id = rpmworks::sha256(m_source.address).substr(0, k_digits);
  const FileLock alone = FileLock::wait(m_source.folder / ("lock-" + id));
  const fs::path partial = m_source.folder / "partial" / id;
  make_folders(partial);
  // The metadata may list one file under several names.
  std::map<std::string, std::vector<size_t>> groups;
  std::vector<Wanted> wanted;
  for (const size_t i : missing()) {
    const Item& item = m_items[i];
    auto& group = groups[item.expected.hex];
    if (group.empty())
      wanted.push_back({.href = item.package.href,
                        .to = partial / item.expected.hex,
                        .checksum = item.expected,
                        .size = item.package.size});
    group.push_back(i);
  }
  if (wanted.empty()) return;
  Activity fetching(reporter, "fetching", fmt::format("packages of {}", m_source.name), wanted.size());
  uint64_t total = 0;
  for (const Wanted& file : wanted) total += file.size;
  fetching.expect_bytes(total);
  DownloadWatch watch;
  watch.on_bytes = [&](uint64_t bytes) { fetching.received(bytes); };
  watch.on_mirror = mirror_warning(reporter, m_source.name);
  watch.on_file = [&](const Wanted& file) {
    // librepo checked it too, but may have trusted an extended attribute.
    if (!file_matches(file.to, file.checksum)) {
      fs::remove(file.to);
      throw Error(ExitCode::upstream,
                  fmt::format("{} of {} was damaged in transit", file.href, m_source.name))
          .hint("run again to download it again");
    }
    keep(groups.at(file.checksum.hex), file.to);
    fetching.step();
  };
  try {
    m_source.downloader->fetch(wanted, jobs, watch);
  } catch (const Error& error) {
    if (!m_source.is_locked) throw;
    throw Error(error).note("the lock lists it; the repository may have removed or replaced it since");
  }
}

// Moves a checked file to the places of the packages that have this digest.
void PackageFetch::keep(const std::vector<size_t>& group, const fs::path& file) {
  const std::string sha256 = digest_of_file(file);
  fs::permissions(file, fs::perms(0444));
  fs::path first;
  for (const size_t i : group) {
    Item& item = m_items[i];
    if (item.has_only_sha1()) {
      make_folders(index_of(item).parent_path());
      replace_file(index_of(item), sha256);
    }
    settle(item, sha256);
    make_folders(item.place.parent_path());
    // Not synced: each use checks the digest.
    if (first.empty()) {
      rename_file(file, item.place);
      first = item.place;
    } else if (!fs::exists(item.place)) {
      link_or_copy(first, item.place);
    }
  }
}

// The path of a package in a local repository, whose folder other users may change.
fs::path PackageFetch::source_of(const Location& package) const {
  for (const fs::path& folder : m_source.folders) {
    if (fs::exists(folder / package.href)) return folder / package.href;
  }
  return m_source.folders.front() / package.href;
}

Error PackageFetch::disagreement(const Location& package, const fs::path& file,
                                 const std::string& what) const {
  return Error(ExitCode::upstream,
               fmt::format("the package {} of {} {}", package.nevra.str(), m_source.name, what))
      .note(file.string())
      .hint(m_source.is_locked
                ? fmt::format(
                      "the repository at {} has changed since the lock was written; to take what it has "
                      "now: rpmworks lock --update",
                      m_source.address)
                : fmt::format("the repository at {} does not match its metadata; its owner must run "
                              "createrepo_c again",
                              m_source.address));
}

Error PackageFetch::wrong_size(const Location& package, const fs::path& file, uint64_t size) const {
  return disagreement(package, file,
                      fmt::format("has {} bytes, not the {} in {}", size, package.size, listing()));
}

// Copies a package of a local repository into the cache, because whoever can write to that repository could
// replace the file after it was verified. Returns the error, if any.
std::optional<Error> PackageFetch::take(Item& item) const {
  const Location& package = item.package;
  const fs::path source = source_of(package);
  std::error_code failure;
  if (!fs::is_regular_file(source, failure)) return disagreement(package, source, "does not exist");
  const uint64_t size = fs::file_size(source);
  if (package.size != 0 && size != package.size) {
    return wrong_size(package, source, size);
  }
  const TempDir aside(m_source.folder / "partial", "copy-");
  const fs::path copy = aside.path() / "package";
  copy_file_contents(source, copy, fs::perms(0444));
  if (!file_matches(copy, item.expected))
    return disagreement(package, source, fmt::format("does not have the digest in {}", listing()));
  if (item.has_only_sha1()) {
    settle(item, digest_of_file(copy));
    make_folders(index_of(item).parent_path());
    replace_file(index_of(item), item.sha256);
  }
  make_folders(item.place.parent_path());
  rename_file(copy, item.place);
  return std::nullopt;
}

// The error of a package; nothing if it is valid, and then it is in the cache.
std::optional<Error> PackageFetch::judge(Item& item) const {
  const Location& package = item.package;
  const bool is_remote = m_source.downloader != nullptr;
  if (!is_remote && (item.place.empty() || !fs::exists(item.place)))
    if (auto error = take(item)) return error;
  // A second attempt if the cache has a damaged copy.
  for (const bool is_last : {is_remote, true}) {
    std::error_code failure;
    if (!item.place.empty() && fs::is_regular_file(item.place, failure)) {
      // Everything is read from this one file, even if another takes its name meanwhile.
      const FileDescriptor file = open_for_reading(item.place);
      const fs::path bytes = fmt::format("/proc/self/fd/{}", file.get());
      if (file_matches(bytes, {.hex = item.sha256}) &&
          (!item.has_only_sha1() || file_matches(bytes, item.expected)))
        return judge_bytes(item, bytes, is_remote ? item.place : source_of(package));
    }
    if (is_last) break;
    forget(item);
    if (auto error = take(item)) return error;
  }
  return disagreement(package, item.place, fmt::format("does not have the digest in {}", listing()));
}

// The error of a package whose digest is right. `bytes` is its file, `shown` names it in messages.
std::optional<Error> PackageFetch::judge_bytes(const Item& item, const fs::path& bytes,
                                               const fs::path& shown) const {
  const Location& package = item.package;
  // The cache may have it from a repository that states the right size.
  if (const uint64_t size = fs::file_size(bytes); package.size != 0 && size != package.size)
    return wrong_size(package, shown, size);
  const rpm::Keyring::Verdict verdict = m_source.trust.verify(bytes);
  if (verdict.trust != rpm::Trust::good) return m_source.trust.refusal(shown, m_source.name, verdict);
  // The header can be trusted only now. The metadata may not be signed: it could list an old package, with
  // known vulnerabilities, as the new one.
  const std::string name = rpm::read_package(bytes).nevra.str();
  if (name == package.nevra.str()) return std::nullopt;
  if (m_source.is_locked)
    return Error(ExitCode::trust,
                 fmt::format("the lock lists {} of {} as {}", name, m_source.name, package.nevra.str()))
        .note(shown.string())
        .hint("somebody changed the lock; make it again");
  return Error(ExitCode::trust,
               fmt::format("the metadata of {} lists {} as {}", m_source.name, name, package.nevra.str()))
      .note(shown.string())
      .hint(fmt::format("somebody changed the metadata at {}, or its owner must run createrepo_c again",
                        m_source.address));
}

std::vector<Error> PackageFetch::verify(unsigned jobs, Reporter& reporter) {
  if (m_items.empty()) return {};
  store::make_private_folder(m_source.folder);
  Activity verifying(reporter, "verifying", fmt::format("packages of {}", m_source.name), m_items.size());
  std::vector<std::optional<Error>> found(m_items.size());
  parallel_for(m_items.size(), jobs, [&](size_t i) {
    found[i] = judge(m_items[i]);
    verifying.step();
  });
  std::vector<Error> errors;
  for (std::optional<Error>& error : found)
    if (error) errors.push_back(std::move(*error));
  return errors;
}

std::vector<Fetched> PackageFetch::result() {
  std::vector<Fetched> fetched;
  for (Item& item : m_items)
    fetched.push_back({.path = std::move(item.place), .sha256 = std::move(item.sha256)});
  return fetched;
}

}  // namespace rpmworks::upstream
