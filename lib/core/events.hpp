// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rpmworks {

/// Something that a run tells about itself. Sinks decide how it looks.
struct Event {
  enum class Kind {
    begin,     ///< an activity starts
    progress,  ///< `done` of `total` steps
    phase,     ///< it has come to the part of it that `result` names: "%build"
    end,       ///< it ended well; `elapsed` says how long it took
    fail,      ///< it ended with an exception
    note,      ///< worth telling: a decision, a reuse
    warning,   ///< worth a second look
    detail     ///< for -v only
  };
  Kind kind = Kind::note;
  uint64_t id = 0;      ///< of the activity; 0 for what is none: notes, warnings, details
  uint64_t parent = 0;  ///< the activity around it; 0: none
  std::string verb;     ///< "building", "signing"; for notes empty
  std::string subject;  ///< "greet-1.0-1.x86_64"; for notes the text
  uint64_t done = 0;
  uint64_t total = 0;  ///< 0 when not known
  std::chrono::nanoseconds elapsed{};
  std::string result;    ///< of an ended activity: "cached", "3 packages"
  bool is_step = false;  ///< of an activity made with Activity::Size::step
};

/// Where events go: a terminal bar, plain lines, JSON lines. Called from several threads, one at a time.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

/// Hands events to one sink, in order, from any thread.
class Reporter {
 public:
  explicit Reporter(std::shared_ptr<EventSink> sink) : m_sink(std::move(sink)) {}
  /// A reporter that tells nobody: for tests and for calls whose caller reports.
  static Reporter& silent();

  void emit(const Event& event);
  void note(const std::string& text) { tell(Event::Kind::note, text); }
  void warning(const std::string& text) { tell(Event::Kind::warning, text); }
  void detail(const std::string& text) { tell(Event::Kind::detail, text); }
  /// The innermost activity of this thread has come to the part of it that is named so: "%build".
  void phase(const std::string& name);
  uint64_t next_id();

 private:
  void tell(Event::Kind kind, const std::string& text);
  std::shared_ptr<EventSink> m_sink;
  std::mutex m_mutex;
  uint64_t m_last_id = 0;
};

/// An activity from its construction to its end: `Activity building(reporter, "building", nevra);`
///
/// What the same thread begins or tells in between has it as its parent, so activities are local variables.
class Activity {
 public:
  /// How much an activity means to a reader: a `step` is worth a line of its own only when it takes long.
  enum class Size { whole, step };
  Activity(Reporter& reporter, std::string verb, std::string subject, uint64_t total = 0,
           Size size = Size::whole);
  ~Activity();
  Activity(const Activity&) = delete;
  Activity& operator=(const Activity&) = delete;
  /// `count` further steps are done. Any thread.
  void step(uint64_t count = 1);
  /// What came of it, shown when it ends.
  void result(std::string text) { m_result = std::move(text); }
  std::chrono::nanoseconds elapsed() const { return std::chrono::steady_clock::now() - m_start; }

  /// The innermost activity of this thread, or null.
  static const Activity* current();
  /// Puts this thread under an activity of the thread that started it: `Activity::Under under(around);`. The
  /// activity must outlive it.
  class Under {
   public:
    explicit Under(const Activity* around);
    ~Under();
    Under(const Under&) = delete;
    Under& operator=(const Under&) = delete;

   private:
    const Activity* m_before;
  };

 private:
  friend class Reporter;
  // The innermost activity of this thread that `reporter` knows of, or null; and its id, or 0.
  static const Activity* current_of(const Reporter& reporter);
  static uint64_t current_id(const Reporter& reporter);
  Event event(Event::Kind kind) const;
  Reporter& m_reporter;
  const Activity* m_around;
  uint64_t m_id;
  uint64_t m_parent;
  std::string m_verb;
  std::string m_subject;
  std::string m_result;
  uint64_t m_total;
  Size m_size;
  uint64_t m_done = 0;
  std::mutex m_mutex;
  int m_exceptions;
  std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

}  // namespace rpmworks
