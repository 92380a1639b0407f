-- Sends the requests of a plan. Usage: wrk -s requests.lua URL -- PLAN SEED
--
-- PLAN is a Lua file that returns a list of {share=, method=, path=, headers=, body=}; each request is drawn
-- by its share. `@UUID@` in a body becomes a fresh random UUID (version 4) each time it is sent.

local threads = 0
local steps = {}
local total = 0
local random = math.random

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

local function split(body)
    local parts = {}
    local start = 1
    while true do
        local first, last = body:find("@UUID@", start, true)
        parts[#parts + 1] = body:sub(start, first and first - 1)
        if not first then return parts end
        parts[#parts + 1] = ""
        start = last + 1
    end
end

local function uuid()
    return string.format(
        "%04x%04x-%04x-4%03x-%04x-%04x%04x%04x",
        random(0, 65535), random(0, 65535), random(0, 65535), random(0, 4095), random(32768, 49151),
        random(0, 65535), random(0, 65535), random(0, 65535))
end

function init(arguments)
    math.randomseed(tonumber(arguments[2]) * 1000 + number)
    for _, step in ipairs(dofile(arguments[1])) do
        total = total + step.share
        local parts = step.body and split(step.body)
        steps[#steps + 1] = {
            upto = total, method = step.method, path = step.path, headers = step.headers, parts = parts,
            fixed = (not parts or #parts == 1) and wrk.format(step.method, step.path, step.headers, step.body) or nil,
        }
    end
end

function request()
    local drawn = random() * total
    for _, step in ipairs(steps) do
        if drawn < step.upto then
            if step.fixed then return step.fixed end
            for index = 2, #step.parts, 2 do step.parts[index] = uuid() end
            return wrk.format(step.method, step.path, step.headers, table.concat(step.parts))
        end
    end
end
