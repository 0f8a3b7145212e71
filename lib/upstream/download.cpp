// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/download.hpp"

#include <fmt/format.h>
#include <librepo/librepo.h>

#include <algorithm>
#include <set>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/text.hpp"
#include "upstream/attempts.hpp"
#include "upstream/repomd.hpp"

namespace rpmworks::upstream {

namespace {

constexpr std::string_view k_too_long = "the server sends more than ";

// State of one download, filled by librepo's callbacks.
struct Report {
  bool only_source = false;          ///< there is no other mirror
  double size = 0;                   ///< size limit; 0: unknown
  bool is_too_long = false;          ///< the server sent more
  std::vector<std::string> reasons;  ///< errors of the mirrors; librepo's own error does not include them

  void add(const char* reason) {
    const std::string text = reason ? reason : "";
    if (std::ranges::find(reasons, text) == reasons.end()) reasons.push_back(text);
  }
  std::string text(const std::string& otherwise) const {
    if (is_too_long) return std::string(k_too_long) + human_bytes(static_cast<uint64_t>(size));
    return reasons.empty() ? otherwise : join(reasons, "; ");
  }
};

int on_progress(void* data, double, double now) {
  auto* report = static_cast<Report*>(data);
  if (report && report->size > 0 && now > report->size) {
    report->is_too_long = true;
    return LR_CB_ABORT;
  }
  return cancelled() ? LR_CB_ERROR : LR_CB_OK;
}

// With only one source, stop at the first failure: the received part stays for our next attempt. librepo's
// own retry would start from the beginning.
int on_failure(void* data, const char* reason, const char*) {
  auto* report = static_cast<Report*>(data);
  report->add(reason);
  return report->only_source ? LR_CB_ABORT : LR_CB_OK;
}

int on_metadata_failure(void* data, const char* reason, const char* url, const char*) {
  return on_failure(data, reason, url);
}

// librepo's message for a complete file with a wrong digest.
bool is_another(const std::string& reason) {
  return reason.find("hecksum") != std::string::npos;
}

// The server cannot extend the part (so the part does not belong to its file), or does not support ranges.
bool is_no_part(const std::string& reason) {
  return reason.find("Status code: 416") != std::string::npos ||
         reason.find("Curl error (33)") != std::string::npos;
}

// Whether a retry cannot help. librepo reports a package's failure only as text.
bool is_final(const std::string& reason) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{k_too_long, "Status code: 404", "Status code: 403",
                                              "Status code: 401", "Status code: 410",
                                              "Could not resolve host"},
      [&](std::string_view sign) { return reason.find(sign) != std::string::npos; });
}

std::string hint_for(const std::string& reason) {
  if (reason.find("Status code: 40") != std::string::npos ||
      reason.find("Status code: 410") != std::string::npos) {
    return "the server has no such file; check the URL of the repository, or the mirror may be out "
           "of date";
  }
  if (reason.find(k_too_long) != std::string::npos)
    return "the file differs from what the metadata states; try again later, or another mirror";
  if (is_another(reason)) {
    return "the server sends a damaged or wrong file; try again later, or another "
           "mirror";
  }
  return "check the network, the proxy (http_proxy, https_proxy) and the URL of the repository; partial "
         "files are kept";
}

// librepo resumes only a partial file that exists at the start, and removes files that it started itself
// after a failure or an interrupt. A hard link keeps the part for the next attempt or run.
fs::path part_of(const Wanted& file) {
  return file.to.string() + ".part";
}

// Returns the number of bytes that exist already.
uint64_t offer_part(const Wanted& file) {
  const fs::path part = part_of(file);
  // A part with the full size that is still not valid is useless.
  if (fs::exists(part) && file.size != 0 && fs::file_size(part) >= file.size) fs::remove(part);
  if (!fs::exists(part)) write_new_file(part, "");
  fs::remove(file.to);
  std::error_code unsupported;
  fs::create_hard_link(part, file.to, unsupported);
  return unsupported ? 0 : fs::file_size(part);  // without hard links, downloads start from the beginning
}

// Removes a part that could not be completed to a valid file; the next attempt starts from the beginning.
bool drop_bad_part(const Wanted& file, const std::string& reason) {
  const bool is_too_long = reason.find(k_too_long) != std::string::npos;
  if (!is_another(reason) && !is_no_part(reason) && !is_too_long) return false;
  fs::remove(part_of(file));
  return true;
}

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

struct Downloader::State {
  std::string name;
  std::string address;  ///< for messages
  std::string secret;   ///< "user:password@" of the address, which libcurl includes in its messages
  bool only_source = false;
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

Downloader::Downloader(const Address& repository) : m_state(std::make_unique<State>()) {
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
  m_state->set(LRO_CONNECTTIMEOUT, k_connect_seconds);
  m_state->set(LRO_LOWSPEEDLIMIT, k_slowest_bytes);
  m_state->set(LRO_LOWSPEEDTIME, k_stalled_seconds);
  m_state->set(LRO_PROGRESSCB, on_progress);
  m_state->set(LRO_HMFCB, on_metadata_failure);
  m_state->only_source = !repository.baseurl.empty();
  m_state->set(LRO_CHECKSUM, 1L);
  if (m_state->only_source) {
    const char* urls[] = {given.c_str(), nullptr};
    m_state->set(LRO_URLS, urls);
  } else if (given.find("metalink") != std::string::npos) {
    m_state->set(LRO_METALINKURL, given.c_str());
  } else {
    m_state->set(LRO_MIRRORLISTURL, given.c_str());
  }
}
Downloader::~Downloader() = default;
Downloader::Downloader(Downloader&&) noexcept = default;
Downloader& Downloader::operator=(Downloader&&) noexcept = default;

void Downloader::fetch_repomd(const fs::path& folder) {
  const char* nothing_else[] = {nullptr};
  m_state->set(LRO_YUMDLIST, nothing_else);
  m_state->set(LRO_DESTDIR, folder.c_str());
  std::string reason;
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
    if (done) return;
    reason = report.text(message);
    if (is_final(reason)) break;
  }
  throw_if_cancelled();
  throw m_state->failed(fmt::format("cannot read the repository {}", m_state->name), {reason});
}

bool Downloader::fetch_if_there(const Wanted& file) {
  try {
    fetch({file}, 1, [](const Wanted&) {});
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

void Downloader::fetch(const std::vector<Wanted>& files, unsigned jobs,
                       const std::function<void(const Wanted&)>& on_file) {
  const long parallel = std::clamp<long>(static_cast<long>(jobs), 1, LRO_MAXPARALLELDOWNLOADS_MAX);
  m_state->set(LRO_MAXPARALLELDOWNLOADS, parallel);
  m_state->set(LRO_MAXDOWNLOADSPERMIRROR, parallel);
  std::vector<const Wanted*> missing;
  for (const Wanted& file : files) missing.push_back(&file);
  std::vector<std::string> reasons;
  std::set<const Wanted*> begun_anew;
  for (int attempt = 0; attempt < k_attempts && !missing.empty(); ++attempt) {
    throw_if_cancelled();
    if (attempt > 0) pause_before(attempt);
    std::vector<Owned<LrPackageTarget, lr_packagetarget_free>> targets;
    Owned<GSList, g_slist_free> list;
    std::vector<Report> reports(missing.size(), Report{.only_source = m_state->only_source});
    for (size_t i = 0; i < missing.size(); ++i) {
      const Wanted* file = missing[i];
      // librepo compares the expected size with that of the remaining part and fails, so do not pass it.
      const uint64_t expected = offer_part(*file) > 0 ? 0 : file->size;
      reports[i].size = static_cast<double>(file->size ? file->size : file->limit);
      const bool has_digest = !file->checksum.hex.empty();
      GError* failure = nullptr;
      targets.emplace_back(lr_packagetarget_new_v2(
          m_state->handle.get(), file->href.c_str(), file->to.c_str(),
          has_digest ? librepo_type(file->checksum.algorithm) : LR_CHECKSUM_UNKNOWN,
          has_digest ? file->checksum.hex.c_str() : nullptr, static_cast<gint64>(expected), nullptr, TRUE,
          on_progress, &reports[i], nullptr, on_failure, &failure));
      const std::string reason = taken_message(failure);
      if (!targets.back()) throw m_state->failed(fmt::format("cannot fetch {}", file->href), {reason});
      list.reset(g_slist_append(list.release(), targets.back().get()));
    }
    GError* failure = nullptr;
    const bool done = lr_download_packages(list.get(), static_cast<LrPackageDownloadFlag>(0), &failure);
    const std::string reason = taken_message(failure);
    throw_if_cancelled();

    std::vector<const Wanted*> again;
    reasons.clear();
    bool hopeless = false;
    for (size_t i = 0; i < missing.size(); ++i) {
      const std::string error = targets[i]->err ? targets[i]->err : "";
      if (done && (error.empty() || error == "Already downloaded")) {
        fs::remove(part_of(*missing[i]));
        on_file(*missing[i]);
        continue;
      }
      again.push_back(missing[i]);
      reasons.push_back(
          fmt::format("{}: {}", missing[i]->href, reports[i].text(error.empty() ? reason : error)));
      hopeless |= is_final(reasons.back());
      if (drop_bad_part(*missing[i], reasons.back())) hopeless |= !begun_anew.insert(missing[i]).second;
    }
    missing = std::move(again);
    if (hopeless) break;
  }
  if (missing.empty()) return;
  throw m_state->failed(missing.size() == 1
                            ? fmt::format("cannot fetch a file of {}", m_state->name)
                            : fmt::format("cannot fetch {} files of {}", missing.size(), m_state->name),
                        std::move(reasons));
}

}  // namespace rpmworks::upstream
