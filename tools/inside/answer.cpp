// SPDX-License-Identifier: GPL-3.0-or-later
#include "answer.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/error.hpp"
#include "core/files.hpp"
#include "inside/paths.hpp"
#include "inside/protocol.hpp"
#include "rpm/source_package.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::inside {

namespace {

constexpr int k_cannot_answer = 1;

std::string read_stdin() {
  std::string text;
  std::array<char, 65536> buffer{};
  for (ssize_t got = 0; (got = ::read(STDIN_FILENO, buffer.data(), buffer.size())) != 0;) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", "the request");
    text.append(buffer.data(), static_cast<size_t>(got));
  }
  return text;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(wrote));
  }
  return true;
}

Answer unpack(const Query& query) {
  Answer answer;
  make_folders(sources);
  answer.package = rpm::unpack_source_package(query.file, sources);
  try {
    answer.spec = rpm::parse_spec(sources / answer.package.spec_file, query.macros, query.target);
  } catch (const Error& error) {
    answer.unparsable_spec = error.render();
  }
  return answer;
}

// Before any of it is looked at; what is lowered here nothing inside can raise again.
void limit_files(uint64_t bytes) {
  const rlimit limit{bytes, bytes};
  if (bytes && ::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw system_error("limit", "the size of files");
}

Answer answer_to(const Query& query) {
  limit_files(query.file_bytes);
  Answer answer;
  switch (query.action) {
    case Query::Action::parse:
      answer.spec = rpm::parse_spec(query.file, query.macros, query.target);
      return answer;
    case Query::Action::write:
      rpm::write_source_package(query.file, query.macros, query.target);
      return answer;
    case Query::Action::unpack:
      return unpack(query);
    case Query::Action::extract:
      answer.package = rpm::unpack_source_package(query.file, sources, rpm::k_everything);
      return answer;
  }
  return answer;
}

Answer answer_or_error(const std::string& request) {
  try {
    return answer_to(Query::from_json(request));
  } catch (const Error& error) {
    return {.error = error};
  } catch (const std::exception& error) {
    return {.error = Error(ExitCode::failed, error.what())};
  }
}

}  // namespace

int answer_query() {
  // What the spec prints must not get into the answer: its stdout becomes stderr.
  const FileDescriptor answer(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10));
  if (!answer || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return k_cannot_answer;
  std::string request;
  try {
    request = read_stdin();
  } catch (const Error&) {
    return k_cannot_answer;
  }
  // Nor may it read the request's pipe.
  const FileDescriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!null || ::dup2(null.get(), STDIN_FILENO) < 0) return k_cannot_answer;
  return write_all(answer.get(), answer_or_error(request).to_json()) ? 0 : k_cannot_answer;
}

}  // namespace rpmworks::inside
