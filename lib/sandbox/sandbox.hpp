// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "process/process.hpp"

namespace rpmworks::sandbox {

/// A host path shown inside.
struct Bind {
  fs::path from;
  fs::path to;
  bool writable = false;
};

/// A program that is no file of the host's.
struct Program {
  std::string_view bytes;
  fs::path to;
};

/// Folders laid over each other as the root of the sandbox; writes go to `upper`.
/// The mount lives in a mount namespace of the sandbox's own: however it ends, nothing stays mounted.
struct Overlay {
  std::vector<fs::path> lower;  ///< topmost first
  fs::path upper;               ///< empty folder, or one kept from an earlier run
  fs::path work;                ///< empty folder on the same file system as upper
};

/// Who the program is inside.
enum class User {
  /// Root of the chroot, for package installation: the capabilities that unpacking and scriptlets need,
  /// nothing else.
  root,
  /// The unprivileged building user (k_builder_uid, "mockbuild"), no capability at all.
  builder
};

constexpr unsigned k_builder_uid =
    59000;  ///< free on Debian and Fedora: above login users, below reserved ranges

/// PATH inside, unless the environment says otherwise.
inline constexpr const char* k_path = "/usr/bin:/bin:/usr/sbin:/sbin";

struct Limits {
  uint64_t memory_bytes = 0;  ///< address space of one process; 0: none
  uint64_t file_bytes = 0;    ///< largest file; 0: none
  unsigned cpu_seconds = 0;   ///< of one process; 0: none
  /// Of the builder, in a chroot: processes and threads of that user, which all sandboxes of one user of this
  /// machine share; 0: none.
  unsigned tasks = 0;
  uint64_t shm_bytes = 0;  ///< in a chroot: what fits into /dev/shm; 0: half of the memory
};

/// What a program may reach. No network unless asked for, no devices but the harmless ones, a private /tmp,
/// /proc of its own process namespace, and nothing of the host but what is listed here.
struct Sandbox {
  /// The root: an overlay; or a writable folder used as it is (making a base root); or, with neither, the
  /// host's own /usr read-only, for running the host's tools on untrusted input.
  std::optional<Overlay> overlay;
  fs::path folder_as_root;
  std::vector<Bind> binds;
  std::optional<Program> program;          ///< shown inside, with the host's own /usr
  std::map<std::string, std::string> env;  ///< the whole environment; PATH, HOME, LC_ALL and TZ have defaults
  User user = User::builder;
  std::string hostname = "rpmworks";
  /// In a chroot: the machine's own network, with its abstract sockets and what listens on loopback only.
  bool network = false;
  Limits limits;
  unsigned umask = 022;     ///< whatever this process's own is
  unsigned processors = 0;  ///< that it may run on; 0: all that this process may
};

/// Runs `command` inside: argv, cwd, input, log, deadline and on_line as in process::run, with paths of the
/// inside (the log is a host path). Killing this process, even with SIGKILL, ends everything inside.
ProcessResult run(const Sandbox& sandbox, const Command& command);

/// A sandbox that was made before what its program is to do is known: the program waits for its input.
class Started {
 public:
  /// Starts it as run does, but for input and deadline of `command`.
  Started(const Sandbox& sandbox, const Command& command);
  ~Started();  ///< ends everything inside
  Started(Started&&) noexcept;
  Started& operator=(Started&&) noexcept;

  /// Gives the program its input, once, and runs it to its end, from here on within the deadline.
  ProcessResult finish(std::string input, std::optional<std::chrono::milliseconds> deadline);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Whether sandboxes can be made here, of the host's tools and with overlays and several users: as root, or
/// with subordinate ids and user namespaces. Throws Error(failed) that says what to enable and how.
void require_sandboxes();

/// Removes a tree that holds files of the sandbox's users: as an ordinary user those belong to subordinate
/// ids.
void remove_tree(const fs::path& tree);

/// As rpmworks::run, for a program that is trusted and stays outside of sandboxes, but must not outlive this
/// process: when that dies, however it dies, the program's process group gets TERM and, 10 s later, KILL.
ProcessResult run_watched(const Command& command);

}  // namespace rpmworks::sandbox
