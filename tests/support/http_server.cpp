// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/http_server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "core/error.hpp"

namespace rpmworks::test {

namespace {

constexpr int k_tick = 20;  // milliseconds between checks for the end

bool readable(int descriptor) {
  pollfd wait{.fd = descriptor, .events = POLLIN, .revents = 0};
  return ::poll(&wait, 1, k_tick) > 0;
}

void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

}  // namespace

HttpServer::HttpServer(fs::path folder)
    : m_folder(std::move(folder)), m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(m_socket.get(), plain, size) != 0 || ::listen(m_socket.get(), 16) != 0 ||
      ::getsockname(m_socket.get(), plain, &size) != 0) {
    throw system_error("listen", "a port of the loopback interface");
  }
  m_port = ntohs(address.sin_port);
  m_acceptor = std::jthread([this] {
    while (!m_ends) {
      if (!readable(m_socket.get())) continue;
      const int connection = ::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      m_connections.emplace_back([this, connection] { serve(connection); });
    }
  });
}

HttpServer::~HttpServer() {
  m_ends = true;
  m_acceptor.join();
  m_connections.clear();
}

std::string HttpServer::url() const {
  return fmt::format("http://127.0.0.1:{}", m_port);
}

void HttpServer::fault(const std::string& path, Fault fault) {
  const std::lock_guard guard(m_mutex);
  m_faults[path] = fault;
}

void HttpServer::before(const std::string& path, std::function<void()> action) {
  const std::lock_guard guard(m_mutex);
  m_actions[path] = std::move(action);
}

void HttpServer::demand(const std::string& credentials) {
  const std::lock_guard guard(m_mutex);
  m_credentials = credentials;
}

void HttpServer::redirect(const std::string& path, const std::string& url) {
  const std::lock_guard guard(m_mutex);
  m_redirects[path] = url;
}

void HttpServer::answer_posts(const std::string& path, std::function<Reply(const std::string& body)> answer) {
  const std::lock_guard guard(m_mutex);
  m_posts[path] = std::move(answer);
}

std::string HttpServer::head_of(const std::string& path) const {
  const std::lock_guard guard(m_mutex);
  const auto found = m_heads.find(path);
  return found == m_heads.end() ? "" : found->second;
}

std::string HttpServer::answer_to_post(const std::string& path, const std::string& body) {
  std::function<Reply(const std::string&)> answer;
  {
    const std::lock_guard guard(m_mutex);
    const auto found = m_posts.find(path);
    if (found != m_posts.end()) answer = found->second;
  }
  const Reply reply = answer ? answer(body) : Reply{.status = 404};
  return fmt::format("HTTP/1.1 {} Answer\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", reply.status,
                     reply.body.size(), reply.body);
}

std::vector<std::string> HttpServer::requests() const {
  const std::lock_guard guard(m_mutex);
  return m_requests;
}

size_t HttpServer::hits(const std::string& path) const {
  const std::vector<std::string> all = requests();
  return static_cast<size_t>(std::ranges::count_if(all, [&](const std::string& line) {
    return line == "GET " + path || line == "GET " + path + " range";
  }));
}

std::string HttpServer::answer(const std::string& path, std::string range, long& cut_after, bool& hang) {
  bool no_length = false;
  {
    const std::lock_guard guard(m_mutex);
    const auto at = m_faults.find(path);
    if (at != m_faults.end() && at->second.times > 0) {
      --at->second.times;
      hang = at->second.hang;
      cut_after = at->second.cut_after;
      if (at->second.whole) range.clear();
      no_length = at->second.no_length;
      if (at->second.status != 0) {
        return fmt::format("HTTP/1.1 {} Fault\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                           at->second.status);
      }
    }
  }
  {
    const std::lock_guard guard(m_mutex);
    if (const auto to = m_redirects.find(path); to != m_redirects.end())
      return fmt::format(
          "HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", to->second);
  }
  const fs::path file = m_folder / path.substr(1, path.find('?') - 1);
  std::error_code none;
  if (!fs::is_regular_file(file, none)) {
    return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  }
  const std::string body = read_file(file);
  const size_t from = range.empty() ? 0 : std::stoul(range);
  if (!range.empty() && from >= body.size()) {
    return fmt::format(
        "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */{}\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n",
        body.size());
  }
  std::string head = range.empty()
                         ? "HTTP/1.1 200 OK\r\n"
                         : fmt::format("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {}-{}/{}\r\n",
                                       from, body.size() - 1, body.size());
  if (!no_length) head += fmt::format("Content-Length: {}\r\nAccept-Ranges: bytes\r\n", body.size() - from);
  head += "Connection: close\r\n\r\n";
  if (cut_after >= 0) cut_after += static_cast<long>(head.size());
  return head + body.substr(from);
}

void HttpServer::serve(int connection) {
  const FileDescriptor owner(connection);
  std::string request;
  while (!m_ends && request.find("\r\n\r\n") == std::string::npos) {
    if (!readable(connection)) continue;
    char bytes[4096];
    const ssize_t count = ::read(connection, bytes, sizeof bytes);
    if (count <= 0) return;
    request.append(bytes, static_cast<size_t>(count));
  }
  const size_t head_end = request.find("\r\n\r\n") + 4;
  const std::string length = "Content-Length: ";
  const size_t length_at = request.find(length);
  const size_t body_size = length_at < head_end ? std::stoul(request.substr(length_at + length.size())) : 0;
  while (!m_ends && request.size() < head_end + body_size) {
    if (!readable(connection)) continue;
    char bytes[4096];
    const ssize_t count = ::read(connection, bytes, sizeof bytes);
    if (count <= 0) return;
    request.append(bytes, static_cast<size_t>(count));
  }
  const std::string body = request.substr(head_end);
  request.resize(head_end);
  std::istringstream words(request);
  std::string method, path;
  words >> method >> path;
  std::string range;
  const std::string sign = "Range: bytes=";
  if (const size_t at = request.find(sign); at != std::string::npos) {
    range = request.substr(at + sign.size(), request.find('-', at + sign.size()) - at - sign.size());
  }
  {
    const std::lock_guard guard(m_mutex);
    m_requests.push_back(method + " " + path + (range.empty() ? "" : " range"));
    m_heads[path] = request;
  }
  bool is_let_in = false;
  std::function<void()> action;
  {
    const std::lock_guard guard(m_mutex);
    if (const auto at = m_actions.find(path); at != m_actions.end()) action = at->second;
    is_let_in = m_credentials.empty() ||
                request.find("Authorization: Basic " + m_credentials + "\r\n") != std::string::npos;
  }
  if (action) action();
  if (!is_let_in) {
    send_all(connection,
             "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
             "Content-Length: 0\r\nConnection: close\r\n\r\n");
    return;
  }
  if (method == "POST") {
    send_all(connection, answer_to_post(path, body));
    return;
  }
  long cut_after = -1;
  bool hang = false;
  std::string bytes = answer(path, range, cut_after, hang);
  while (hang && !m_ends) std::this_thread::sleep_for(std::chrono::milliseconds(k_tick));
  if (hang) return;
  if (cut_after >= 0) bytes.resize(std::min(bytes.size(), static_cast<size_t>(cut_after)));
  send_all(connection, bytes);
}

}  // namespace rpmworks::test
