// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/download.hpp"

#include <fmt/format.h>
#include <librepo/librepo.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "upstream/address.hpp"
#include "upstream/attempts.hpp"
#include "upstream/download_report.hpp"
#include "upstream/mirror_list.hpp"
#include "upstream/repomd.hpp"

namespace rpmworks::upstream {

namespace {

LrChecksumType librepo_type(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::sha512:
      return LR_CHECKSUM_SHA512;
    case DigestAlgorithm::sha1:
      return LR_CHECKSUM_SHA1;
    default:
      return LR_CHECKSUM_SHA256;
  }
}

}  // namespace

std::string taken_message(GError*& error) {
  std::string message = error && error->message ? error->message : "";
  g_clear_error(&error);
  return message;
}

std::function<void(const std::string&, const std::string&)> mirror_warning(Reporter& reporter,
                                                                           const std::string& repository) {
  return [&reporter, repository](const std::string& mirror, const std::string& reason) {
    reporter.warning(
        fmt::format("the mirror {} of {} failed, and another one was used: {}", mirror, repository, reason));
  };
}

struct Downloader::State {
  std::string name;
  std::string address;  ///< for messages
  std::string secret;   ///< "user:password@" of the address, which libcurl includes in its messages
  bool only_source = false;
  std::string mirror_list;   ///< its URL, until it was read
  FileDescriptor list_file;  ///< the list
  Patience patience;
  /// Hosts of mirrors that were reported already.
  std::set<std::string> reported;
  Owned<LrHandle, lr_handle_free> handle{lr_handle_init()};

  template <typename Value>
  void set(LrHandleOption option, Value value) {
    GError* failure = nullptr;
    const bool done = lr_handle_setopt(handle.get(), &failure, option, value);
    const std::string reason = taken_message(failure);
    if (!done) {
      throw Error(ExitCode::upstream,
                  without_secret(fmt::format("the address of {} is not valid: {}", name, address)))
          .note(without_secret(reason));
    }
  }
  std::string without_secret(std::string text) const {
    if (secret.empty()) return text;
    for (size_t at = 0; (at = text.find(secret, at)) != std::string::npos;) text.erase(at, secret.size());
    return text;
  }
  // Reads the mirror list, if there is one. librepo would read one without end.
  void read_mirror_list() {
    if (mirror_list.empty()) return;
    const auto is_file = local_file(mirror_list);
    if (is_file) {
      list_file = open_for_reading(*is_file);
    } else {
      const TempDir folder(temporary_folder(), "rpmworks-mirrors-");
      // librepo takes a complete URL too.
      const Wanted list{.href = mirror_list,
                        .to = folder.path() / "list",
                        .checksum = {},
                        .size = 0,
                        .limit = k_largest_mirror_list};
      const Address from{.name = name, .baseurl = mirror_list, .mirrorlist = {}};
      with_context("reading the mirror list of " + name,
                   [&] { Downloader(from, patience).fetch({list}, 1); });
      list_file = file_in_memory("mirrors", read_file(list.to));
      require_servers(name, mirror_list, list_file);
    }
    const std::string path = fmt::format("/proc/self/fd/{}", list_file.get());
    set(is_metalink(mirror_list) ? LRO_METALINKURL : LRO_MIRRORLISTURL, path.c_str());
    mirror_list.clear();
  }
  // Tells of the mirrors that failed, once each, for a file that another mirror gave.
  void tell_failures(const std::vector<MirrorFailure>& failures, const DownloadWatch& watch) {
    if (only_source) return;
    for (const MirrorFailure& failure : failures) {
      const std::string host = host_of(failure.url);
      if (!host.empty() && reported.insert(host).second)
        watch.on_mirror(without_credentials(host), without_secret(failure.reason));
    }
  }
  // The first mirror that none of these URLs of a file begins with; empty if there is none.
  std::string mirror_without(const std::vector<std::string>& urls) {
    char** mirrors = nullptr;
    GError* failure = nullptr;
    const bool known = lr_handle_getinfo(handle.get(), &failure, LRI_MIRRORS, &mirrors);
    (void)taken_message(failure);
    const std::unique_ptr<char*, decltype(&g_strfreev)> owner(mirrors, &g_strfreev);
    for (char** mirror = known ? mirrors : nullptr; mirror && *mirror; ++mirror)
      if (std::ranges::none_of(urls, [&](const std::string& url) { return url.starts_with(*mirror); }))
        return *mirror;
    return {};
  }
  Error failed(const std::string& what, std::vector<std::string> notes) const {
    std::string all;
    for (std::string& note : notes) {
      note = without_secret(std::move(note));
      all += note + "\n";
    }
    return Error(ExitCode::upstream, without_secret(what))
        .note("from " + address)
        .notes(std::move(notes))
        .hint(hint_for(all));
  }
};

Downloader::Downloader(const Address& repository, const Patience& patience)
    : m_state(std::make_unique<State>()) {
  m_state->name = repository.name;
  const std::string& given = repository.url();
  m_state->address = without_credentials(given);
  if (m_state->address != given) {
    const size_t begin = given.find("://") + 3;
    m_state->secret = given.substr(begin, given.size() - m_state->address.size());
  }
  lr_global_init();
  m_state->set(LRO_REPOTYPE, long{LR_YUMREPO});
  m_state->set(LRO_USERAGENT, "rpmworks");
  m_state->set(LRO_CONNECTTIMEOUT, patience.connect_seconds);
  m_state->set(LRO_LOWSPEEDLIMIT, k_slowest_bytes);
  m_state->set(LRO_LOWSPEEDTIME, patience.stalled_seconds);
  m_state->set(LRO_PROGRESSCB, on_progress);
  m_state->set(LRO_HMFCB, on_metadata_failure);
  m_state->only_source = !repository.baseurl.empty();
  m_state->set(LRO_CHECKSUM, 1L);
  if (m_state->only_source) {
    const char* urls[] = {given.c_str(), nullptr};
    m_state->set(LRO_URLS, urls);
  } else {
    m_state->mirror_list = given;
    m_state->patience = patience;
  }
}
Downloader::~Downloader() = default;
Downloader::Downloader(Downloader&&) noexcept = default;
Downloader& Downloader::operator=(Downloader&&) noexcept = default;

void Downloader::fetch_repomd(const fs::path& folder, const DownloadWatch& watch) {
  m_state->read_mirror_list();
  const char* nothing_else[] = {nullptr};
  m_state->set(LRO_YUMDLIST, nothing_else);
  m_state->set(LRO_DESTDIR, folder.c_str());
  std::vector<std::string> reasons;
  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    throw_if_cancelled();
    if (attempt > 0) pause_before(attempt);
    remove_tree(folder / "repodata");
    Report report{.only_source = m_state->only_source, .size = k_largest_repomd};
    m_state->set(LRO_PROGRESSDATA, &report);
    const Owned<LrResult, lr_result_free> result(lr_result_init());
    GError* failure = nullptr;
    const bool done = lr_handle_perform(m_state->handle.get(), result.get(), &failure);
    const std::string message = taken_message(failure);
    m_state->set(LRO_PROGRESSDATA, static_cast<void*>(nullptr));
    if (done) return m_state->tell_failures(report.failures, watch);
    reasons = report.reasons(message);
    require_writable(folder, reasons);
    if (are_final(reasons)) break;
  }
  throw_if_cancelled();
  throw m_state->failed(fmt::format("cannot read the repository {}", m_state->name), {join(reasons, "; ")});
}

bool Downloader::fetch_if_there(const Wanted& file) {
  try {
    fetch({file}, 1);
    return true;
  } catch (const Error& error) {
    const bool is_missing = std::ranges::any_of(error.notes(), [](const std::string& note) {
      return note.find("Status code: 404") != std::string::npos ||
             note.find("Status code: 410") != std::string::npos;
    });
    fs::remove(part_of(file));
    fs::remove(file.to);
    if (is_missing) return false;
    throw;
  }
}

namespace {

// A file that is not here yet.
struct Missing {
  const Wanted* file = nullptr;
  bool begun_anew = false;             ///< a part that could not be completed was removed
  std::vector<std::string> refused{};  ///< URLs at which mirrors sent more than the file's size
  std::string mirror{};                ///< to use instead; empty: librepo chooses
  std::vector<MirrorFailure> failures{};
};

}  // namespace

void Downloader::fetch(const std::vector<Wanted>& files, unsigned jobs, const DownloadWatch& watch) {
  m_state->read_mirror_list();
  const long parallel = std::clamp<long>(static_cast<long>(jobs), 1, LRO_MAXPARALLELDOWNLOADS_MAX);
  m_state->set(LRO_MAXPARALLELDOWNLOADS, parallel);
  m_state->set(LRO_MAXDOWNLOADSPERMIRROR, parallel);
  std::vector<Missing> missing;
  for (const Wanted& file : files) missing.push_back({.file = &file});
  std::vector<std::string> shown;
  Traffic traffic(watch);
  for (int attempt = 0; attempt < k_attempts && !missing.empty();) {
    throw_if_cancelled();
    if (attempt > 0) pause_before(attempt);
    traffic.next_attempt();
    std::vector<Owned<LrPackageTarget, lr_packagetarget_free>> targets;
    Owned<GSList, g_slist_free> list;
    std::vector<Report> reports(missing.size());
    for (size_t i = 0; i < missing.size(); ++i) {
      const Wanted* file = missing[i].file;
      // librepo compares the expected size with that of the remaining part and fails, so do not pass it.
      const uint64_t expected = offer_part(*file) > 0 ? 0 : file->size;
      reports[i].only_source = m_state->only_source || !missing[i].mirror.empty();
      reports[i].size = static_cast<double>(file->size ? file->size : file->limit);
      reports[i].traffic = &traffic;
      reports[i].index = i;
      const bool has_digest = !file->checksum.hex.empty();
      GError* failure = nullptr;
      targets.emplace_back(lr_packagetarget_new_v2(
          m_state->handle.get(), file->href.c_str(), file->to.c_str(),
          has_digest ? librepo_type(file->checksum.algorithm) : LR_CHECKSUM_UNKNOWN,
          has_digest ? file->checksum.hex.c_str() : nullptr, static_cast<gint64>(expected),
          missing[i].mirror.empty() ? nullptr : missing[i].mirror.c_str(), TRUE, on_progress, &reports[i],
          nullptr, on_failure, &failure));
      const std::string reason = taken_message(failure);
      if (!targets.back()) throw m_state->failed(fmt::format("cannot fetch {}", file->href), {reason});
      list.reset(g_slist_append(list.release(), targets.back().get()));
    }
    GError* failure = nullptr;
    const bool done = lr_download_packages(list.get(), static_cast<LrPackageDownloadFlag>(0), &failure);
    const std::string reason = taken_message(failure);
    throw_if_cancelled();

    std::vector<Missing> again;
    shown.clear();
    bool hopeless = false;
    bool has_other_mirror = false;
    for (size_t i = 0; i < missing.size(); ++i) {
      Missing& one = missing[i];
      Report& report = reports[i];
      std::ranges::copy(report.failures, std::back_inserter(one.failures));
      const std::string error = targets[i]->err ? targets[i]->err : "";
      if (done && (error.empty() || error == "Already downloaded")) {
        fs::remove(part_of(*one.file));
        m_state->tell_failures(one.failures, watch);
        watch.on_file(*one.file);
        continue;
      }
      const std::vector<std::string> reasons = report.reasons(error.empty() ? reason : error);
      shown.push_back(fmt::format("{}: {}", one.file->href, join(reasons, "; ")));
      if (drop_bad_part(*one.file, shown.back())) hopeless |= std::exchange(one.begun_anew, true);
      // After such a mirror, librepo tries no other one.
      one.mirror.clear();
      if (report.is_too_long && !m_state->only_source && !report.failures.empty()) {
        one.failures.back().reason = report.too_long();
        one.refused.push_back(one.failures.back().url);
        one.mirror = m_state->mirror_without(one.refused);
        if (!one.mirror.empty()) one.refused.push_back(one.mirror);
      }
      has_other_mirror |= !one.mirror.empty();
      hopeless |= one.mirror.empty() && are_final(reasons);
      again.push_back(std::move(one));
    }
    if (!again.empty()) require_writable(again.front().file->to.parent_path(), shown);
    missing = std::move(again);
    if (has_other_mirror) continue;
    if (hopeless) break;
    ++attempt;
  }
  if (missing.empty()) return;
  throw m_state->failed(missing.size() == 1
                            ? fmt::format("cannot fetch a file of {}", m_state->name)
                            : fmt::format("cannot fetch {} files of {}", missing.size(), m_state->name),
                        std::move(shown));
}

}  // namespace rpmworks::upstream
