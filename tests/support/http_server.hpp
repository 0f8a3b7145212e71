// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::test {

/// A small HTTP server for the files of a folder, on a free port of the loopback interface, which can be told
/// to misbehave.
class HttpServer {
 public:
  explicit HttpServer(fs::path folder);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// "http://127.0.0.1:PORT"
  std::string url() const;

  /// The answer to the next `times` requests for a path ("/repodata/repomd.xml") instead of the file.
  struct Fault {
    int status = 0;          ///< answer with this status
    long cut_after = -1;     ///< announce everything, close after this many bytes
    bool whole = false;      ///< ignore ranges
    bool no_length = false;  ///< do not announce the length
    bool hang = false;       ///< accept the request and send nothing until the server ends
    int times = 1'000'000;
  };
  void fault(const std::string& path, Fault fault);
  /// Calls `action` before each answer for a path, on the thread of the connection.
  void before(const std::string& path, std::function<void()> action);
  /// From now on only requests with these credentials (base64 of "user:password") get an answer.
  void demand(const std::string& credentials);
  /// Redirects a path to another URL.
  void redirect(const std::string& path, const std::string& url);
  /// The answer to POST requests for a path; the function gets the body. For other paths, POST gives 404.
  struct Reply {
    int status = 200;
    std::string body;
  };
  void answer_posts(const std::string& path, std::function<Reply(const std::string& body)> answer);
  /// The head of the last request for a path: its first line and headers.
  std::string head_of(const std::string& path) const;
  /// "METHOD path" for each request so far, with " range" appended if a range was requested.
  std::vector<std::string> requests() const;
  /// The number of requests for a path.
  size_t hits(const std::string& path) const;

 private:
  void serve(int connection);
  std::string answer_to_post(const std::string& path, const std::string& body);
  std::string answer(const std::string& path, std::string range, long& cut_after, bool& hang);

  fs::path m_folder;
  FileDescriptor m_socket;
  int m_port = 0;
  std::atomic<bool> m_ends{false};
  mutable std::mutex m_mutex;
  std::map<std::string, Fault> m_faults;
  std::map<std::string, std::string> m_redirects;
  std::map<std::string, std::function<void()>> m_actions;
  std::map<std::string, std::function<Reply(const std::string&)>> m_posts;
  std::map<std::string, std::string> m_heads;
  std::string m_credentials;  ///< empty: no credentials are required
  std::vector<std::string> m_requests;
  std::vector<std::jthread> m_connections;
  std::jthread m_acceptor;
};

}  // namespace rpmworks::test
