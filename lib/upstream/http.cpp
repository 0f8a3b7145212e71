// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/http.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <functional>
#include <mutex>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "upstream/attempts.hpp"
#include "upstream/curl.hpp"

namespace rpmworks::upstream {

namespace {

constexpr long k_most_redirects = 10;
constexpr size_t k_largest_answer = 16UL << 20;  // of the response to a POST

struct CurlFree {
  void operator()(CURL* handle) const { curl().easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CurlFree>;
struct CurlListFree {
  void operator()(curl_slist* list) const { curl().slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, CurlListFree>;
struct AddressFree {
  void operator()(CURLU* address) const { curl().url_cleanup(address); }
};

// Receives data. An exception ends the transfer and is thrown again outside of libcurl.
struct Sink {
  std::function<bool(std::string_view)> take;  ///< returns false to end the transfer
  std::exception_ptr thrown;
};

size_t on_bytes(char* bytes, size_t, size_t count, void* data) {
  auto* sink = static_cast<Sink*>(data);
  try {
    return sink->take({bytes, count}) ? count : 0;
  } catch (...) {
    sink->thrown = std::current_exception();
    return 0;
  }
}

int on_transfer(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return cancelled() ? 1 : 0;
}

std::string part_of(CURLU* address, CURLUPart part, unsigned flags) {
  char* text = nullptr;
  if (curl().url_get(address, part, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl().free);
  return text;
}

// One request and its result in libcurl's terms.
struct Exchange {
  CURLcode code = CURLE_OK;
  long status = 0;
  int64_t length = -1;
  std::string message;
};

// Whether a retry may help.
bool may_pass(const Exchange& exchange) {
  switch (exchange.code) {
    case CURLE_OK:
    case CURLE_HTTP_RETURNED_ERROR:
      return exchange.status >= 500 || exchange.status == 408 || exchange.status == 429;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

std::string reason_of(const Exchange& exchange) {
  if (exchange.code == CURLE_OK || exchange.code == CURLE_HTTP_RETURNED_ERROR)
    return exchange.status >= 400 ? fmt::format("the server returned status {}", exchange.status) : "";
  return exchange.message.empty() ? curl().easy_strerror(exchange.code) : exchange.message;
}

FileDescriptor open_to_append(const fs::path& file) {
  FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) throw system_error("create", file.string());
  return fd;
}

}  // namespace

HttpRequest split_credentials(HttpRequest request) {
  const std::unique_ptr<CURLU, AddressFree> address(curl().url());
  if (curl().url_set(address.get(), CURLUPART_URL, request.url.c_str(), 0) != CURLUE_OK) return request;
  if (request.user.empty()) {
    request.user = part_of(address.get(), CURLUPART_USER, CURLU_URLDECODE);
    request.password = part_of(address.get(), CURLUPART_PASSWORD, CURLU_URLDECODE);
  }
  curl().url_set(address.get(), CURLUPART_USER, nullptr, 0);
  curl().url_set(address.get(), CURLUPART_PASSWORD, nullptr, 0);
  request.url = part_of(address.get(), CURLUPART_URL, 0);
  return request;
}

struct Http::State {
  std::mutex mutex;
  std::vector<Handle> idle;  ///< handles with their open connections

  Handle take() {
    const std::lock_guard guard(mutex);
    if (idle.empty()) return Handle(curl().easy_init());
    Handle handle = std::move(idle.back());
    idle.pop_back();
    return handle;
  }
  void put_back(Handle handle) {
    const std::lock_guard guard(mutex);
    idle.push_back(std::move(handle));
  }

  Exchange exchange(const HttpRequest& request, Sink& sink, const std::function<void(CURL*)>& prepare);
};

Exchange Http::State::exchange(const HttpRequest& request, Sink& sink,
                               const std::function<void(CURL*)>& prepare) {
  Handle owned = take();
  CURL* const handle = owned.get();
  curl().easy_reset(handle);
  std::array<char, CURL_ERROR_SIZE> message{};
  List headers;
  for (const auto& header : request.headers)
    headers.reset(curl().slist_append(headers.release(), header.c_str()));
  curl().easy_setopt(handle, CURLOPT_ERRORBUFFER, message.data());
  curl().easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl().easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl().easy_setopt(handle, CURLOPT_USERAGENT, "rpmworks");
  curl().easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  // From https to http, everybody on the way could read the credentials and replace the contents.
  curl().easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR,
                     request.url.starts_with("https://") ? "https" : "http,https");
  curl().easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl().easy_setopt(handle, CURLOPT_MAXREDIRS, k_most_redirects);
  curl().easy_setopt(handle, CURLOPT_POSTREDIR, static_cast<long>(CURL_REDIR_POST_ALL));
  curl().easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_OPTIONAL));
  if (!request.user.empty() || !request.password.empty()) {
    curl().easy_setopt(handle, CURLOPT_USERNAME, request.user.c_str());
    curl().easy_setopt(handle, CURLOPT_PASSWORD, request.password.c_str());
  }
  curl().easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, k_connect_seconds);
  curl().easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, k_slowest_bytes);
  curl().easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, k_stalled_seconds);
  curl().easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl().easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl().easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_transfer);
  curl().easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_bytes);
  curl().easy_setopt(handle, CURLOPT_WRITEDATA, &sink);
  prepare(handle);
  Exchange done{.code = curl().easy_perform(handle)};
  curl().easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &done.status);
  curl_off_t length = -1;
  curl().easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  done.length = length;
  done.message = message.data();
  curl().easy_reset(handle);  // it has pointers to objects that end here
  put_back(std::move(owned));
  if (sink.thrown) std::rethrow_exception(sink.thrown);
  throw_if_cancelled();
  return done;
}

Http::Http() : m_state(std::make_unique<State>()) {}
Http::~Http() = default;

HttpOutcome Http::download(const HttpRequest& given, const fs::path& file, uint64_t limit) const {
  const HttpRequest request = split_credentials(given);
  const FileDescriptor fd = open_to_append(file);
  HttpOutcome outcome;
  bool begun_anew = false;
  bool has_ranges = true;
  const auto begin_anew = [&] {
    if (::ftruncate(fd.get(), 0) != 0) throw system_error("truncate", file.string());
  };
  for (int attempt = 0; attempt < k_attempts;) {
    const off_t begin = ::lseek(fd.get(), 0, SEEK_END);
    if (begin < 0) throw system_error("read", file.string());
    auto there = static_cast<uint64_t>(begin);
    bool too_long = limit != 0 && there > limit;
    outcome.resumed = there > 0;
    Sink sink;
    sink.take = [&](std::string_view bytes) {
      there += bytes.size();
      too_long = limit != 0 && there > limit;
      if (!too_long) write_all(fd, bytes, file);
      return !too_long;
    };
    const Exchange exchange = m_state->exchange(request, sink, [&](CURL* handle) {
      // The body of an error response is not the file.
      curl().easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
      curl().easy_setopt(handle, CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(begin));
    });
    outcome.status = exchange.status;
    outcome.reason =
        too_long ? fmt::format("it is larger than the expected {} bytes", limit) : reason_of(exchange);
    outcome.is_too_large = too_long;
    if (outcome.is_whole()) return outcome;
    // The server cannot extend the part, does not support ranges, or the part belongs to another file.
    const bool is_no_part = exchange.status == 416 || exchange.code == CURLE_RANGE_ERROR || too_long;
    if (begin > 0 && is_no_part && !begun_anew) {
      begun_anew = true;
      has_ranges = exchange.code != CURLE_RANGE_ERROR;
      begin_anew();
      continue;
    }
    if (too_long || !may_pass(exchange) || ++attempt == k_attempts) break;
    if (!has_ranges) begin_anew();
    pause_before(attempt);
  }
  return outcome;
}

HttpOutcome Http::head(const HttpRequest& given) const {
  const HttpRequest request = split_credentials(given);
  HttpOutcome outcome;
  for (int attempt = 0; attempt < k_attempts;) {
    Sink sink;
    sink.take = [](std::string_view) { return true; };
    const Exchange exchange = m_state->exchange(
        request, sink, [](CURL* handle) { curl().easy_setopt(handle, CURLOPT_NOBODY, 1L); });
    outcome.status = exchange.status;
    outcome.length = exchange.length;
    outcome.reason = reason_of(exchange);
    if (!may_pass(exchange) || ++attempt == k_attempts) break;
    pause_before(attempt);
  }
  return outcome;
}

HttpOutcome Http::post(const HttpRequest& given, const std::string& body) const {
  const HttpRequest request = split_credentials(given);
  HttpOutcome outcome;
  for (int attempt = 0; attempt < k_attempts;) {
    outcome.body.clear();
    Sink sink;
    sink.take = [&](std::string_view bytes) {
      outcome.body += bytes;
      return outcome.body.size() <= k_largest_answer;
    };
    const Exchange exchange = m_state->exchange(request, sink, [&](CURL* handle) {
      curl().easy_setopt(handle, CURLOPT_POST, 1L);
      curl().easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
      curl().easy_setopt(handle, CURLOPT_POSTFIELDS, body.c_str());
    });
    outcome.status = exchange.status;
    outcome.reason = exchange.code == CURLE_OK ? "" : reason_of(exchange);
    if (!may_pass(exchange) || ++attempt == k_attempts) break;
    pause_before(attempt);
  }
  return outcome;
}

}  // namespace rpmworks::upstream
