// What can be asked for: the fields of each type, with something to begin with.

const LEVELS = ["A1", "A2", "B1", "B2", "C1", "C2"];
const EXERCISES = ["multiple-choice", "gap-fill", "matching", "ordering", "true-false", "short-answer"];

const text = (name, value, more = {}) => ({ name, kind: "text", value, ...more });
const long = (name, value, more = {}) => ({ name, kind: "long", value, ...more });
const level = (name, value = "B1", more = {}) => ({ name, kind: "one", options: LEVELS, value, ...more });
const number = (name, value, min, max) => ({ name, kind: "number", value, min, max });
const lines = (name, value, more = {}) => ({ name, kind: "lines", value, hint: "One on each line", ...more });

const SPILLS = "Report each spill to the shift supervisor at once. Close the area, wear goggles and gloves, and cover"
  + " the spill with absorbent material. Never wash a chemical into a drain. Record the time, the place and the amount"
  + " in the incident log before the end of the shift.";

/** Fields in the order in which a person fills them in. Those that may be left empty are optional. */
export const REQUESTS = {
  "lesson-content": [
    text("lesson_title", "Reporting a spill", { required: true }),
    long("module_context", SPILLS, { label: "What the module is about" }),
    lines("vocabulary_themes", ["safety equipment"]),
    lines("grammar_focus", ["past simple"]),
    level("cefr_level"), number("duration_minutes", 60, 5, 480)],
  "course-curriculum": [
    text("company_name", "TechCorp", { required: true }),
    text("industry", "Environmental services", { required: true }),
    long("sop_content", SPILLS, { label: "Procedures (SOP)", required: true }),
    level("cefr_level"), number("duration_weeks", 8, 1, 52)],
  exercises: [
    long("lesson_context", SPILLS, { label: "What the lesson is about", required: true }),
    { name: "exercise_types", kind: "many", options: EXERCISES, value: ["multiple-choice", "gap-fill"] },
    level("cefr_level"), number("count", 5, 1, 50)],
  assessment: [
    long("course_context", SPILLS, { label: "What was taught", required: true }),
    text("assessment_type", "quiz", { label: "Kind of test", required: true }),
    level("cefr_level"), number("duration_minutes", 30, 5, 480)],
  "learning-path": [
    lines("goals", ["Report a spill by radio", "Write an incident log"], { required: true }),
    level("current_level"), level("target_level", "B2"), number("hours_per_week", 3, 1, 40)],
};
