-- One person after the other goes through a form: fetch it, begin, open the page, save it.
-- Each thread of wrk has one connection and a state of its own. Arguments: address of the form, answers.
local FORM_TYPE = "application/x-www-form-urlencoded"
local WANTED = {200, 302, 200, 302}
local form, answers, step, cookies, token, place = "", "", 1, "", "", ""
journeys, failed = 0, 0

local threads = {}
function setup(thread) table.insert(threads, thread) end

function init(given)
  form, answers = given[1], given[2]
end

local function post(path, body)
  body = "csrfmiddlewaretoken=" .. token .. body
  return wrk.format("POST", path, {["Content-Type"] = FORM_TYPE, Cookie = cookies}, body)
end

function request()
  if step == 1 then return wrk.format("GET", form) end
  if step == 2 then return post(form, "") end
  if step == 3 then return wrk.format("GET", place, {Cookie = cookies}) end
  return post(place, "&" .. answers)
end

local function keep(headers)
  for name, value in pairs(headers) do
    local low = name:lower()
    if low == "set-cookie" then
      local pair = value:match("^[^;]+")
      cookies = cookies == "" and pair or (cookies .. "; " .. pair)
      if step == 1 then token = pair:match("=(.*)$") end
    elseif low == "location" and step == 2 then
      place = value
    end
  end
end

function response(status, headers)
  if status ~= WANTED[step] then
    failed = failed + 1
    step, cookies = 1, ""
    return
  end
  if step < 3 then keep(headers) end
  step = step + 1
  if step > #WANTED then
    journeys = journeys + 1
    step, cookies = 1, ""
  end
end

function done(summary, latency)
  local whole, broken = 0, summary.errors.connect + summary.errors.read + summary.errors.timeout
  for _, thread in ipairs(threads) do
    whole, broken = whole + thread:get("journeys"), broken + thread:get("failed")
  end
  io.write(string.format("RESULT %d %d %d %f %f %f\n", summary.requests, whole, broken,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
