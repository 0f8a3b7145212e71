// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/file_cache.hpp"

#include <fmt/format.h>

#include "core/lock.hpp"
#include "core/text.hpp"
#include "store/private_folder.hpp"
#include "upstream/address.hpp"

namespace rpmworks::upstream {

namespace {

// The URL without its query, which may contain an access key.
std::string shown(const std::string& url) {
  const std::string plain = without_credentials(url);
  const size_t query = plain.find('?');
  return query == std::string::npos ? plain : plain.substr(0, query) + "?…";
}

std::string hint_for(const HttpOutcome& outcome) {
  switch (outcome.status) {
    case 401:
    case 403:
      return "the server requires credentials: add them for its host to ~/.netrc";
    case 404:
    case 410:
      return "the server has no such file; check the URL";
    default:
      return "check the network, the proxy (http_proxy, https_proxy) and the URL; partial files are kept";
  }
}

Error unavailable(const RemoteFile& file, const std::string& reason, const std::string& hint) {
  return Error(ExitCode::upstream, fmt::format("cannot fetch {}", file.what))
      .note(reason)
      .note("from " + shown(file.from.url))
      .hint(hint);
}

// The error of a downloaded file; nothing if it is the expected one.
std::optional<Error> fault_of(const RemoteFile& file, const fs::path& part) {
  const std::string found = digest_of_file(part, file.checksum.algorithm);
  const uint64_t size = fs::file_size(part);
  if (found == file.checksum.hex && (file.size == 0 || size == file.size)) return std::nullopt;
  Error error(ExitCode::trust, fmt::format("{} is not the requested file", file.what));
  if (!file.where.file.empty()) std::move(error).at(file.where);
  const std::string algorithm = name_of(file.checksum.algorithm);
  std::move(error)
      .note(fmt::format("{} expected: {}", algorithm, file.checksum.hex))
      .note(fmt::format("{} of the file: {} ({})", algorithm, found, human_bytes(size)))
      .note("from " + shown(file.from.url))
      .hint(
          "find out why it changed; if the new file is the right one, replace the old digest with its "
          "one");
  return error;
}

bool is_good(const RemoteFile& file, const fs::path& kept) {
  std::error_code none;
  return fs::is_regular_file(fs::symlink_status(kept, none)) && !fault_of(file, kept);
}

}  // namespace

std::string name_of(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5:
      return "md5";
    case DigestAlgorithm::sha1:
      return "sha1";
    case DigestAlgorithm::sha512:
      return "sha512";
    case DigestAlgorithm::sha256:
      break;
  }
  return "sha256";
}

FileCache::FileCache(fs::path folder, Reporter& reporter)
    : m_folder(std::move(folder)), m_reporter(reporter) {}

void FileCache::download(const RemoteFile& file, const fs::path& part) const {
  const auto outcome = m_http.download(file.from, part, file.size);
  if (!outcome.is_whole()) throw unavailable(file, outcome.reason, hint_for(outcome));
  if (!outcome.resumed || !fault_of(file, part)) return;
  // A part left by an earlier run may belong to another version of the file.
  fs::remove(part);
  const auto anew = m_http.download(file.from, part, file.size);
  if (!anew.is_whole()) throw unavailable(file, anew.reason, hint_for(anew));
}

fs::path FileCache::fetch(const RemoteFile& file) const {
  store::make_private_folder(m_folder);
  const fs::path folder = m_folder / file.checksum.hex;
  const fs::path kept = folder / file.name;
  const FileLock lock = FileLock::wait(m_folder / (file.checksum.hex + ".lock"));
  if (is_good(file, kept)) {
    m_reporter.detail(fmt::format("{} is {}", file.what, kept.string()));
    return kept;
  }
  make_folders(folder);
  fs::remove(kept);
  Activity fetching(m_reporter, "fetching", file.name);
  const fs::path part = m_folder / (file.checksum.hex + ".part");
  if (const auto local = local_file(file.from.url)) {
    std::error_code none;
    if (!fs::is_regular_file(*local, none))
      throw unavailable(file, fmt::format("no such file: {}", local->string()), "check the URL");
    fs::remove(part);
    // Checked after copying: whoever can write to the original could replace it meanwhile.
    copy_file_contents(*local, part, fs::perms(0600));
  } else {
    download(file, part);
  }
  if (auto fault = fault_of(file, part)) {
    fs::remove(part);
    throw std::move(*fault);
  }
  fs::permissions(part, fs::perms(0444));
  rename_file(part, kept);
  fetching.result(human_bytes(fs::file_size(kept)));
  return kept;
}

}  // namespace rpmworks::upstream
