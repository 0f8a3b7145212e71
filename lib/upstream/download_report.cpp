// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/download_report.hpp"

#include <fmt/format.h>
#include <librepo/librepo.h>

#include <algorithm>

#include "core/cancel.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace rpmworks::upstream {

namespace {

constexpr std::string_view k_too_long = "the server sends more than ";

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

}  // namespace

void Traffic::set(size_t file, double bytes) {
  if (m_now.size() <= file) m_now.resize(file + 1);
  const auto received = static_cast<uint64_t>(std::max(bytes, 0.0));
  m_sum += received - std::min(received, m_now[file]);
  m_now[file] = received;
  m_watch.on_bytes(m_sum);
}

std::string Report::too_long() const {
  return std::string(k_too_long) + human_bytes(static_cast<uint64_t>(size));
}

std::vector<std::string> Report::reasons(const std::string& otherwise) const {
  if (is_too_long) return {too_long()};
  std::vector<std::string> all;
  for (const MirrorFailure& failure : failures)
    if (std::ranges::find(all, failure.reason) == all.end()) all.push_back(failure.reason);
  if (all.empty()) all.push_back(otherwise);
  return all;
}

int on_progress(void* data, double, double now) {
  auto* report = static_cast<Report*>(data);
  if (report && report->size > 0 && now > report->size) {
    report->is_too_long = true;
    return LR_CB_ABORT;
  }
  if (report && report->traffic) report->traffic->set(report->index, now);
  return cancelled() ? LR_CB_ERROR : LR_CB_OK;
}

// With only one source, stop at the first failure: the received part stays for our next attempt. librepo's
// own retry would start from the beginning.
int on_failure(void* data, const char* reason, const char* url) {
  auto* report = static_cast<Report*>(data);
  report->failures.push_back({.url = url ? url : "", .reason = reason ? reason : ""});
  return report->only_source ? LR_CB_ABORT : LR_CB_OK;
}

int on_metadata_failure(void* data, const char* reason, const char* url, const char*) {
  return on_failure(data, reason, url);
}

std::string host_of(const std::string& url) {
  const size_t scheme = url.find("://");
  return url.substr(0, scheme == std::string::npos ? 0 : url.find('/', scheme + 3));
}

bool are_final(const std::vector<std::string>& reasons) {
  return std::ranges::all_of(reasons, is_final);
}

void require_writable(const fs::path& folder, const std::vector<std::string>& reasons) {
  // curl's message for CURLE_WRITE_ERROR, which does not say why.
  const auto is_of_write = [](const std::string& reason) {
    return reason.find("Curl error (23)") != std::string::npos;
  };
  if (std::ranges::none_of(reasons, is_of_write)) return;
  constexpr size_t k_enough = 1U << 20;
  const fs::path probe = folder / ".written";
  try {
    write_new_file(probe, std::string(k_enough, '\0'));
  } catch (...) {
    std::error_code ignored;
    fs::remove(probe, ignored);
    throw;
  }
  fs::remove(probe);
}

std::string hint_for(const std::string& reason) {
  if (reason.find("Status code: 401") != std::string::npos ||
      reason.find("Status code: 403") != std::string::npos)
    return "the server refuses access: check the user name and password in the URL of the repository";
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

fs::path part_of(const Wanted& file) {
  return file.to.string() + ".part";
}

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

bool drop_bad_part(const Wanted& file, const std::string& reason) {
  const bool is_too_long = reason.find(k_too_long) != std::string::npos;
  if (!is_another(reason) && !is_no_part(reason) && !is_too_long) return false;
  fs::remove(part_of(file));
  return true;
}

}  // namespace rpmworks::upstream
