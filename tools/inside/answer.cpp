// SPDX-License-Identifier: GPL-3.0-or-later
#include "answer.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "core/error.hpp"
#include "core/files.hpp"
#include "inside/paths.hpp"
#include "inside/protocol.hpp"
#include "rpm/source_package.hpp"
#include "rpm/spec_parser.hpp"

namespace rpmworks::inside {

namespace {

constexpr int k_cannot_answer = 1;
constexpr int k_signalled = 128;

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

// The parsed data is part of the answer even if the package cannot be written.
Answer write(const Query& query) {
  Answer answer;
  try {
    rpm::write_source_package(
        query.file, query.macros, query.target,
        {.expanded = query.with_expanded ? &answer.expanded : nullptr, .said = &answer.spec});
  } catch (const Error& error) {
    answer.error = error;
  }
  return answer;
}

Answer unpack(const Query& query) {
  Answer answer;
  make_folders(sources);
  answer.package = rpm::unpack_source_package(query.file, sources);
  try {
    answer.spec = rpm::parse_spec(sources / answer.package.spec_file, query.macros, query.target,
                                  {.doubts = &answer.doubts});
  } catch (const Error& error) {
    answer.unparsable_spec = error.render();
  }
  return answer;
}

// Set before reading any input; nothing inside can raise the limit again.
void limit_files(uint64_t bytes) {
  const rlimit limit{bytes, bytes};
  if (bytes && ::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw system_error("limit", "the size of files");
}

Answer answer_to(const Query& query) {
  limit_files(query.file_bytes);
  Answer answer;
  const rpm::SpecReading reading{.expanded = query.with_expanded ? &answer.expanded : nullptr,
                                 .doubts = query.is_others ? &answer.doubts : nullptr};
  switch (query.action) {
    case Query::Action::parse:
      answer.spec = rpm::parse_spec(query.file, query.macros, query.target, reading);
      return answer;
    case Query::Action::write:
      return write(query);
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

// Where the worker puts its answer: memory shared with this process. A file descriptor would be open while
// the spec's commands and Lua code run, and they could write to it through /proc.
struct Shared {
  std::atomic<uint64_t> bytes;  ///< size of the answer; 0: none yet
  char text[k_largest_answer];
};
static_assert(std::atomic<uint64_t>::is_always_lock_free);

Shared* shared_memory() {
  void* const memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<Shared*>(memory);
}

void put(Shared& shared, const std::string& text) {
  if (text.size() > sizeof shared.text)
    return put(shared, Answer{.error = Error(ExitCode::invalid,
                                             "the parsed spec is larger than that of any real package")}
                           .to_json());
  std::memcpy(shared.text, text.data(), text.size());
  shared.bytes = text.size();
}

std::string taken_from(const Shared& shared) {
  const uint64_t bytes = shared.bytes;
  return bytes <= sizeof shared.text ? std::string(shared.text, bytes) : std::string();
}

// Otherwise any process of the same user could trace this process and open its memory and descriptors in
// /proc. (The leak checker of sanitized builds traces its own process.)
bool keep_others_out() {
#ifdef __SANITIZE_ADDRESS__
  return true;
#else
  return ::prctl(PR_SET_DUMPABLE, 0) == 0;
#endif
}

// The worker: reads the request and processes the spec. Returns the exit code.
int work(const std::string& target, Shared& shared) {
  if (!target.empty()) rpm::read_configuration_ahead(target);
  std::string request;
  try {
    request = read_stdin();
  } catch (const Error&) {
    return k_cannot_answer;
  }
  // The spec's commands must not read the request's pipe.
  const FileDescriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!null || ::dup2(null.get(), STDIN_FILENO) < 0) return k_cannot_answer;
  put(shared, answer_or_error(request).to_json());
  return 0;
}

// Forwards the worker's answer when it has ended. The worker cannot reach this process.
int wait_for(pid_t worker, int answer, const Shared& shared) {
  int status = 0;
  while (::waitpid(worker, &status, 0) < 0 && errno == EINTR) {
  }
  const std::string text = taken_from(shared);
  if (!text.empty()) return write_all(answer, text) ? 0 : k_cannot_answer;
  return WIFSIGNALED(status) ? k_signalled + WTERMSIG(status) : k_cannot_answer;
}

}  // namespace

int answer_query(const std::string& target) {
  // Output of the spec must not get into the answer: its stdout becomes stderr.
  FileDescriptor answer(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10));
  if (!answer || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return k_cannot_answer;
  Shared* const shared = shared_memory();
  if (!shared || !keep_others_out()) return k_cannot_answer;
  // Fork now, not when the request arrives: until then nobody waits for it.
  const pid_t worker = ::fork();
  if (worker < 0) return k_cannot_answer;
  if (worker > 0) return wait_for(worker, answer.get(), *shared);
  answer.reset();
  ::_exit(work(target, *shared));  // exit without freeing rpm's memory
}

}  // namespace rpmworks::inside
