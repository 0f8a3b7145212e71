// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <iterator>

#include "core/error.hpp"
#include "core/text.hpp"
#include "sandbox/bwrap.hpp"
#include "sandbox/chroot.hpp"
#include "sandbox/diagnosis.hpp"
#include "sandbox/filter.hpp"
#include "sandbox/layering.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/stage.hpp"

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

std::vector<std::string> surroundings(const Sandbox& sandbox) {
  const Limits& limits = sandbox.limits;
  std::vector<std::string> arguments = {"--umask", std::to_string(sandbox.umask), "--limit", "core", "0"};
  if (sandbox.processors)
    arguments.insert(arguments.end(), {"--processors", std::to_string(sandbox.processors)});
  const auto add = [&](const char* what, uint64_t value) {
    if (value) arguments.insert(arguments.end(), {"--limit", what, std::to_string(value)});
  };
  add("as", limits.memory_bytes);
  add("fsize", limits.file_bytes);
  add("cpu", limits.cpu_seconds);
  return arguments;
}

// bubblewrap's report, one JSON object per line; it contains "exit-code" only if the program was started.
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

bool is_chroot(const Sandbox& sandbox) {
  return sandbox.overlay || !sandbox.folder_as_root.empty();
}

[[noreturn]] void throw_not_started(const ProcessResult& result, const Sandbox& sandbox,
                                    const Command& command) {
  if (auto error = is_chroot(sandbox) ? diagnose_chroots(facts()) : diagnose_host_tools(facts()))
    throw std::move(*error);
  std::string said = result.err.empty() ? result.out : result.err;
  if (!command.log.empty()) said = read_file(command.log);
  // A container that hides parts of its /proc cannot mount another one.
  const bool hides_proc = said.find("mount proc") != std::string::npos;
  throw Error(ExitCode::failed, fmt::format("cannot create the sandbox for {}", command.argv.at(0)))
      .notes(last_lines(said, 4))
      .hint(hides_proc
                ? "start the container with --privileged, or with --security-opt unmask=ALL"
                : "sandboxes need user namespaces, which a chroot has not, and the right to mount in them");
}

void append(std::vector<std::string>& to, std::vector<std::string> what) {
  to.insert(to.end(), std::make_move_iterator(what.begin()), std::make_move_iterator(what.end()));
}

// The complete command line: stage program, bubblewrap, the program.
std::vector<std::string> command_line(const Sandbox& sandbox, const Command& command) {
  std::vector<std::string> line = {fmt::format("/proc/self/fd/{}", k_stage_fd), "outer", "--parent",
                                   std::to_string(::getpid())};
  append(line, surroundings(sandbox));
  std::vector<std::string> inner;
  if (sandbox.overlay) {
    append(line, namespace_arguments());
    append(line, layering_arguments(*sandbox.overlay));
    inner = chroot_arguments(sandbox, command, sandbox.overlay->upper);
  } else if (!sandbox.folder_as_root.empty()) {
    append(line, namespace_arguments());
    inner = chroot_arguments(sandbox, command, sandbox.folder_as_root);
  } else {
    inner = host_usr_arguments(sandbox, command);
  }
  const bool goes_inside = is_chroot(sandbox) && sandbox.user == User::builder;
  append(line, {goes_inside ? "--self" : "--close", std::to_string(k_stage_fd), "--", program_path("bwrap")});
  append(line, std::move(inner));
  append(line, command.argv);
  return line;
}

// Everything needed to start a sandbox. Its descriptors must stay open until then.
struct Outer {
  StatusPipe status;
  FileDescriptor passwd, group, program;
  // One per sandbox: bubblewrap reads from the current position of the descriptor.
  FileDescriptor filter = memory_file("filter", call_filter());
  Command command;

  Outer(const Sandbox& sandbox, const Command& given) : command(given) {
    if (sandbox.overlay && sandbox.overlay->layering == Layering::copy) fill_by_copy(*sandbox.overlay);
    command.argv = command_line(sandbox, given);
    command.env = environment_of(sandbox);
    command.cwd = "/";
    command.descriptors[k_status_fd] = status.write_end();
    if (!is_chroot(sandbox)) {
      passwd = memory_file("passwd", passwd_file());
      group = memory_file("group", group_file());
      command.descriptors[k_passwd_fd] = passwd.get();
      command.descriptors[k_group_fd] = group.get();
      if (sandbox.program) {
        program = memory_file("program", sandbox.program->bytes);
        command.descriptors[k_program_fd] = program.get();
      }
    }
    command.descriptors[k_stage_fd] = stage_program_fd();
    command.descriptors[k_filter_fd] = filter.get();
  }

  // Throws unless the program was started.
  ProcessResult checked(ProcessResult result, const Sandbox& sandbox, const Command& given) {
    if (!result.ok() && !result.timed_out && result.signal == 0 && !status.program_was_started())
      throw_not_started(result, sandbox, given);
    return result;
  }
};

}  // namespace

std::optional<std::string> refusal_of_layers(const Sandbox& sandbox, const Command& command) {
  Outer outer(sandbox, command);
  const ProcessResult result = rpmworks::run(outer.command);
  if (result.exit_code != k_layers_refused) outer.checked(result, sandbox, command);
  if (result.ok()) return std::nullopt;
  const auto said = last_lines(result.err, 1);
  if (said.empty()) return fmt::format("exit code {}", result.exit_code);
  // Of the stage program's message only the reason; the action is known.
  const size_t at = said.front().starts_with("sandbox: ") ? said.front().rfind(": ") + 2 : 0;
  return said.front().substr(at);
}

ProcessResult run(const Sandbox& sandbox, const Command& command) {
  Outer outer(sandbox, command);
  return outer.checked(rpmworks::run(outer.command), sandbox, command);
}

ProcessResult run_watched(const Command& command) {
  Command outer = command;
  outer.argv = {fmt::format("/proc/self/fd/{}", k_stage_fd),
                "watch",
                std::to_string(::getpid()),
                std::to_string(k_stage_fd),
                "--",
                program_path(command.argv.at(0))};
  outer.argv.insert(outer.argv.end(), command.argv.begin() + 1, command.argv.end());
  outer.descriptors[k_stage_fd] = stage_program_fd();
  return rpmworks::run(outer);
}

struct Started::State {
  Sandbox sandbox;
  Command command;
  Outer outer{sandbox, command};
  StartedProgram program{outer.command};
};

Started::Started(const Sandbox& sandbox, const Command& command)
    : m_state(std::make_unique<State>(sandbox, command)) {}
Started::~Started() = default;
Started::Started(Started&&) noexcept = default;
Started& Started::operator=(Started&&) noexcept = default;

ProcessResult Started::finish(std::string input, std::optional<std::chrono::milliseconds> deadline) {
  return m_state->outer.checked(m_state->program.finish(std::move(input), deadline), m_state->sandbox,
                                m_state->command);
}

void remove_build_tree(const fs::path& tree) {
  std::error_code missing;
  if (!fs::exists(fs::symlink_status(tree, missing))) return;
  const auto maps = ::geteuid() == 0 ? std::vector<std::string>{} : namespace_arguments();
  if (maps.empty()) return remove_tree(tree);
  Command command;
  command.argv = {fmt::format("/proc/self/fd/{}", k_stage_fd), "outer"};
  append(command.argv, maps);
  // Not this program, which may be any that is linked with this library.
  append(command.argv, {"--", program_path("rm"), "--recursive", "--force", "--one-file-system", "--",
                        fs::absolute(tree).string()});
  command.descriptors[k_stage_fd] = stage_program_fd();
  command.cleanup = true;
  run_checked(command, "removing " + tree.string());
}

void open_tree(const fs::path& tree) {
  if (::geteuid() == 0) return;  // root can read everything
  run_checked(root_command({"chmod", "--recursive", "a+rX", "--", fs::absolute(tree).string()}),
              "opening " + tree.string());
}

}  // namespace rpmworks::sandbox
