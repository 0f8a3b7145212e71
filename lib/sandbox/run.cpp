// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>

#include "core/error.hpp"
#include "core/text.hpp"
#include "sandbox/bwrap.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::sandbox {

namespace {

FileDescriptor memory_file(const char* name, std::string_view bytes) {
  FileDescriptor fd(::memfd_create(name, MFD_CLOEXEC));
  if (!fd) throw system_error("make", "a file in memory");
  if (::write(fd.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
      ::lseek(fd.get(), 0, SEEK_SET) != 0)
    throw system_error("write", "a file in memory");
  return fd;
}

std::string program_path(const std::string& name) {
  if (const auto path = find_program(name)) return path->string();
  return name;  // process::run says what is missing and which package has it
}

std::vector<std::string> limits_prefix(const Limits& limits) {
  std::vector<std::string> prefix = {program_path("prlimit"), "--core=0"};
  if (limits.memory_bytes) prefix.push_back(fmt::format("--as={}", limits.memory_bytes));
  if (limits.file_bytes) prefix.push_back(fmt::format("--fsize={}", limits.file_bytes));
  if (limits.cpu_seconds) prefix.push_back(fmt::format("--cpu={}", limits.cpu_seconds));
  return prefix;
}

// bubblewrap's report, a JSON object a line: "exit-code" is in it only when the program was really started.
class StatusPipe {
 public:
  StatusPipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw system_error("make", "a pipe");
    m_read = FileDescriptor(ends[0]);
    m_write = FileDescriptor(ends[1]);
  }
  int write_end() const { return m_write.get(); }
  bool program_was_started() {
    m_write.reset();
    std::string text;
    std::array<char, 4096> buffer{};
    ssize_t got = 0;
    while ((got = ::read(m_read.get(), buffer.data(), buffer.size())) > 0)
      text.append(buffer.data(), static_cast<size_t>(got));
    return text.find("\"exit-code\"") != std::string::npos;
  }

 private:
  FileDescriptor m_read;
  FileDescriptor m_write;
};

[[noreturn]] void throw_not_started(const ProcessResult& result, const Command& command) {
  std::string said = result.err.empty() ? result.out : result.err;
  if (!command.log.empty()) said = read_file(command.log);
  throw Error(ExitCode::failed, fmt::format("cannot make the sandbox for {}", command.argv.at(0)))
      .notes(last_lines(said, 4))
      .hint("rpmworks check says what sandboxes need here");
}

}  // namespace

ProcessResult run(const Sandbox& sandbox, const Command& command) {
  StatusPipe status;
  const FileDescriptor passwd = memory_file("passwd", passwd_file());
  const FileDescriptor group = memory_file("group", group_file());

  Command outer = command;
  outer.argv = limits_prefix(sandbox.limits);
  outer.argv.push_back(program_path("bwrap"));
  for (auto& argument : host_usr_arguments(sandbox, command)) outer.argv.push_back(std::move(argument));
  outer.argv.push_back("--");
  outer.argv.insert(outer.argv.end(), command.argv.begin(), command.argv.end());
  outer.env = environment_of(sandbox);
  outer.cwd = "/";
  outer.descriptors[k_status_fd] = status.write_end();
  outer.descriptors[k_passwd_fd] = passwd.get();
  outer.descriptors[k_group_fd] = group.get();

  ProcessResult result = rpmworks::run(outer);
  if (!result.ok() && !result.timed_out && result.signal == 0 && !status.program_was_started())
    throw_not_started(result, command);
  return result;
}

}  // namespace rpmworks::sandbox
