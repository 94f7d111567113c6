/* A crowd in a room: many WebSocket clients in one thread, for measuring how a server delivers.
 *
 * Every client may have a sign-in of its own, says hello, answers heartbeats, and tells the time that each message
 * took from the moment at which it was DUE to the moment at which it was read. A message is known by the mark
 * "#M<number>:<nanoseconds>#" in its words, 8 and 19 digits spelt as letters (a long row of digits would be held back as
 * somebody's telephone number), whatever envelope the server puts around it and however many travel in one frame. What
 * is owed is exact: each message once to each listener, in order.
 *
 *   cc -O2 -Wall -Wextra -o crowd crowd.c && ./crowd --port 8000 --path /room --listeners 100 --messages 50
 *
 * Prints one JSON object. bench/crowd.py is the way to call it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum state { AWAY, CONNECTING, SHAKING, GREETING, LIVE };

struct client {
    int fd;
    enum state state;
    int listens, stalls;
    char *in;                /* what was read and is not yet a whole frame */
    size_t in_len, in_room;
    char *out;               /* what the kernel has not taken yet */
    size_t out_len, out_room;
    uint64_t *had;           /* one bit for each message of this phase: each must come once */
    char epoch[24];          /* where it left off, for a resume */
    long seq;
    char *ticket;            /* opens the next connection without a look at the sign-in */
    uint64_t again_at;       /* when an ended client tries again; 0: never */
    int tries;
};

static int ports[8], port_count, listeners = 100, talkers = 1, stalled, messages = 100, at_once = 64, warm = 10;
static int window, greet, silent, size = 200, storm, came_late;
static double rate, longest = 60, quiet = 10, hold;
static const char *path = "/", *talk_path = "", *talk = "@BODY", *origin = "", *cookie_file = "", *tag = "b";
static int pids[64], pid_count;

static struct client *all;
static char **cookies;
static int cookie_count, total, poller, live_now, refused, ended;
static uint32_t *times_got;
static uint64_t *said_at, *again_at; /* when each was due, and when it is to be said again */
static int first_number, whole, phase_messages, waiting, put_off, silent_first;
static uint64_t got, frames, octets, wrong, acks, held, dups, nacks, last_read, last_word;
static char last_nack[160], last_refusal[160];
static int measuring;

/* --- time, processors, memory -------------------------------------------------------------------------- */

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void stop(const char *format, ...) {
    va_list words;
    va_start(words, format);
    vfprintf(stderr, format, words);
    fputc('\n', stderr);
    exit(2);
}

/* Latencies in microseconds: 32 steps to each doubling, so every figure is right to 3 %. */
struct spread { uint64_t count[64 * 32], sum; };
static struct spread deliveries, answers;

static void note(struct spread *spread, uint64_t nanoseconds) {
    uint64_t us = nanoseconds / 1000;
    int slot = (int)us;
    if (us >= 32) {
        int power = 63 - __builtin_clzll(us);
        slot = (power - 4) * 32 + (int)((us >> (power - 5)) & 31);
    }
    spread->count[slot]++;
    spread->sum++;
}

static double quantile(const struct spread *spread, double share) {
    uint64_t want = (uint64_t)(share * (double)spread->sum), seen = 0;
    if (!spread->sum) return 0;
    if (want >= spread->sum) want = spread->sum - 1;
    for (int slot = 0; slot < 64 * 32; slot++) {
        seen += spread->count[slot];
        if (seen > want) {
            if (slot < 32) return slot / 1e3;
            int power = slot / 32 + 4;
            return ((double)(1ull << power) + (double)(slot % 32) * (double)(1ull << (power - 5))) / 1e3;
        }
    }
    return 0;
}

static double processor_seconds(void) {
    double sum = 0;
    for (int i = 0; i < pid_count; i++) {
        char name[400];
        snprintf(name, sizeof name, "/proc/%d/task", pids[i]);
        DIR *threads = opendir(name);
        if (!threads) continue;
        for (struct dirent *entry; (entry = readdir(threads));) {
            if (entry->d_name[0] == '.') continue;
            snprintf(name, sizeof name, "/proc/%d/task/%s/schedstat", pids[i], entry->d_name);
            FILE *file = fopen(name, "r");
            unsigned long long ran;
            if (!file) continue;
            if (fscanf(file, "%llu", &ran) == 1) sum += (double)ran / 1e9;
            fclose(file);
        }
        closedir(threads);
    }
    return sum;
}

static unsigned long long memory_kb(void) {
    unsigned long long sum = 0, part;
    for (int i = 0; i < pid_count; i++) {
        char name[64], line[256];
        snprintf(name, sizeof name, "/proc/%d/smaps_rollup", pids[i]);
        FILE *file = fopen(name, "r");
        if (!file) continue;
        while (fgets(line, sizeof line, file))
            if (sscanf(line, "Pss: %llu", &part) == 1) sum += part;
        fclose(file);
    }
    return sum;
}

static double own_seconds(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* --- one client ---------------------------------------------------------------------------------------- */

static void want(struct client *c, int writing) {
    struct epoll_event event = {.events = writing ? EPOLLOUT : 0, .data.ptr = c};
    if (!(c->stalls && c->state == LIVE)) event.events |= EPOLLIN;
    epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event);
}

static void end(struct client *c) {
    if (c->state == AWAY) return;
    if (c->state == LIVE) { live_now--; ended++; } else refused++;
    c->state = AWAY;
    c->in_len = c->out_len = 0;
    close(c->fd);
    if (storm) {
        /* As the browser does: twice as long after each failure, at most 15 s, and never all at the same moment. */
        double span = 0.5 * (double)(1 << (c->tries < 5 ? c->tries : 5));
        if (span > 15) span = 15;
        c->tries++;
        c->again_at = now() + (uint64_t)((0.25 + 0.75 * drand48()) * span * 1e9);
    }
}

static void give(char **room, size_t *have, size_t needed) {
    if (needed <= *have) return;
    *have = needed * 2;
    if (!(*room = realloc(*room, *have))) stop("no memory");
}

static void push(struct client *c, const char *octet, size_t count) {
    if (!c->out_len) {
        ssize_t taken = send(c->fd, octet, count, MSG_NOSIGNAL);
        if (taken < 0) {
            if (errno != EAGAIN) { end(c); return; }
            taken = 0;
        }
        octet += taken;
        count -= (size_t)taken;
    }
    if (!count) return;
    give(&c->out, &c->out_room, c->out_len + count);
    memcpy(c->out + c->out_len, octet, count);
    c->out_len += count;
    want(c, 1);
}

static void push_rest(struct client *c) {
    ssize_t taken = c->out_len ? send(c->fd, c->out, c->out_len, MSG_NOSIGNAL) : 0;
    if (taken < 0) {
        if (errno != EAGAIN) end(c);
        return;
    }
    memmove(c->out, c->out + taken, c->out_len - (size_t)taken);
    c->out_len -= (size_t)taken;
    if (!c->out_len) want(c, 0);
}

static void frame(struct client *c, int kind, const char *words, size_t count) {
    static char made[8200];
    static const unsigned char key[4] = {0x3a, 0xc1, 0x5e, 0x97};
    size_t at = 0;
    if (count > 8000) stop("a frame of %zu bytes to send", count);
    made[at++] = (char)(0x80 | kind);
    if (count < 126) made[at++] = (char)(0x80 | count);
    else { made[at++] = (char)(0x80 | 126); made[at++] = (char)(count >> 8); made[at++] = (char)(count & 255); }
    memcpy(made + at, key, 4);
    at += 4;
    for (size_t i = 0; i < count; i++) made[at + i] = (char)(words[i] ^ key[i & 3]);
    push(c, made, at + count);
}

static void became_live(struct client *c) {
    c->state = LIVE;
    c->tries = 0;
    live_now++;
    if (c->stalls) want(c, 0);
}

static void shaken(struct client *c) {
    if (!greet || (*talk_path && !c->listens && !c->stalls)) { became_live(c); return; }
    char hello[120];
    int count = snprintf(hello, sizeof hello, "{\"kind\":\"hello\",\"proto\":1,\"epoch\":\"%s\",\"seq\":%ld}", c->epoch, c->seq);
    c->state = GREETING;
    frame(c, 1, hello, (size_t)count);
}

static int begins(const char *words, size_t count, const char *with) {
    size_t length = strlen(with);
    return count >= length && !memcmp(words, with, length);
}

static long number_of(const char *words) { return strtol(words, NULL, 10); }

/* The name that we gave to a message ends in its number: "<tag>-<number>". */
static long named(const char *words, size_t count) {
    char *id = memmem(words, count < 80 ? count : 80, "\"id\":\"", 6);
    char *dash = id ? memchr(id, '-', (size_t)(words + count - id) < 60 ? (size_t)(words + count - id) : 60) : NULL;
    return dash ? number_of(dash + 1) - first_number : -1;
}

static void keep_ticket(struct client *c, const char *words, size_t count) {
    char *from = memmem(words, count, "\"ticket\":\"", 10), *to;
    if (!storm || !from || !(to = memchr(from + 10, '"', (size_t)(words + count - from - 10))) || to == from + 10) return;
    free(c->ticket);
    c->ticket = strndup(from + 10, (size_t)(to - from - 10));
}

static void protocol(struct client *c, const char *words, size_t count) {
    if (begins(words, count, "{\"kind\":\"b\"") || begins(words, count, "{\"kind\":\"snap\"")) {
        if (!memmem(words, count < 60 ? count : 60, "\"pub\"", 5)) return;
        char *epoch = memmem(words, count < 90 ? count : 90, "\"epoch\":\"", 9);
        if (epoch) sscanf(epoch + 9, "%23[0-9a-zA-Z]", c->epoch);
        if (begins(words, count, "{\"kind\":\"snap\"")) {
            char *head = memmem(words, count < 160 ? count : 160, "\"seq\":", 6);
            if (head) c->seq = number_of(head + 6);
        } else {
            const char *from = words;
            for (char *next; (next = memmem(from, (size_t)(words + count - from), "{\"seq\":", 7)); from = next + 7) {
                long seq = number_of(next + 7);
                if (seq != c->seq + 1) wrong++;
                c->seq = seq;
            }
        }
    } else if (begins(words, count, "{\"kind\":\"hb\"")) {
        frame(c, 1, "{\"kind\":\"pong\"}", 15);
    } else if (begins(words, count, "{\"kind\":\"ack\"")) {
        long number = named(words, count);
        if (number < 0 || number >= phase_messages) return;
        acks++;
        if (memmem(words, count, "\"st\":\"dup\"", 10)) dups++;
        else if (memmem(words, count, "\"st\":\"held\"", 11)) held++;
        if (measuring && said_at[number]) note(&answers, now() - said_at[number]);
    } else if (begins(words, count, "{\"kind\":\"nack\"")) {
        long number = named(words, count);
        char *later = memmem(words, count, "\"retry_ms\":", 11);
        if (number >= 0 && number < phase_messages && memmem(words, count, "\"final\":false", 13)) {
            /* Asked to wait: the same message again, under the same name. */
            again_at[number] = now() + (uint64_t)(later ? number_of(later + 11) : 1000) * 1000000u;
            waiting++;
            put_off++;
            return;
        }
        nacks++;
        snprintf(last_nack, sizeof last_nack, "%.*s", (int)(count < 140 ? count : 140), words);
    } else if (begins(words, count, "{\"kind\":\"ticket\"")) {
        keep_ticket(c, words, count);
    } else if (begins(words, count, "{\"kind\":\"welcome\"") && c->state == GREETING) {
        keep_ticket(c, words, count);
        became_live(c);
    }
}

static void spell(char *into, uint64_t number, int digits) {
    while (digits--) { into[digits] = (char)('a' + number % 10); number /= 10; }
}

static uint64_t unspell(const char *letters, int digits) {
    uint64_t number = 0;
    while (digits--) number = number * 10 + (uint64_t)(*letters++ - 'a');
    return number;
}

static void delivered(struct client *c, const char *mark, uint64_t at) {
    long number = (long)unspell(mark + 2, 8) - first_number;
    if (number < 0 || number >= phase_messages) return;
    uint64_t bit = 1ull << (number & 63);
    if (c->had[number >> 6] & bit) { wrong++; return; }
    c->had[number >> 6] |= bit;
    got++;
    last_read = at;
    if (measuring) {
        uint64_t due = unspell(mark + 11, 19);
        note(&deliveries, at > due ? at - due : 0);
    }
    if (++times_got[number] == (uint32_t)listeners) whole++;
}

static void whole_frame(struct client *c, int kind, char *words, size_t count, uint64_t at) {
    if (kind == 9) { frame(c, 10, words, count); return; }
    if (kind == 8) {
        int code = count >= 2 ? (unsigned char)words[0] << 8 | (unsigned char)words[1] : 0;
        snprintf(last_refusal, sizeof last_refusal, "closed with %d", code);
        end(c);
        return;
    }
    if (kind > 2) return;
    frames++;
    if (greet) protocol(c, words, count);
    if (c->state != LIVE || !c->listens) return;
    for (char *from = words, *stop_at = words + count; stop_at - from >= 31;) {
        char *mark = memmem(from, (size_t)(stop_at - from), "#M", 2);
        if (!mark || stop_at - mark < 31) break;
        if (mark[10] == ':' && mark[30] == '#') { delivered(c, mark, at); from = mark + 31; }
        else from = mark + 2;
    }
}

static void readable(struct client *c) {
    for (;;) {
        give(&c->in, &c->in_room, c->in_len + 4096);
        ssize_t count = recv(c->fd, c->in + c->in_len, c->in_room - c->in_len, 0);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (count <= 0) { end(c); return; }
        size_t asked = c->in_room - c->in_len, at = 0;
        octets += (uint64_t)count;
        last_word = now();
        c->in_len += (size_t)count;
        uint64_t moment = now();
        if (c->state == SHAKING) {
            char *rest = memmem(c->in, c->in_len, "\r\n\r\n", 4);
            if (!rest) continue;
            if (!begins(c->in, c->in_len, "HTTP/1.1 101")) {
                snprintf(last_refusal, sizeof last_refusal, "%.*s", (int)strcspn(c->in, "\r"), c->in);
                end(c);
                return;
            }
            at = (size_t)(rest + 4 - c->in);
            shaken(c);
        }
        while (c->state >= GREETING && c->in_len - at >= 2) {
            unsigned char *head = (unsigned char *)c->in + at;
            uint64_t length = head[1] & 127, skip = 2;
            if (length == 126) {
                if (c->in_len - at < 4) break;
                length = (uint64_t)(head[2] << 8 | head[3]);
                skip = 4;
            } else if (length == 127) {
                if (c->in_len - at < 10) break;
                length = 0;
                for (int i = 2; i < 10; i++) length = length << 8 | head[i];
                skip = 10;
            }
            if (length > 1 << 24) stop("a frame of %llu bytes came", (unsigned long long)length);
            if (c->in_len - at < skip + length) break;
            whole_frame(c, head[0] & 15, (char *)head + skip, length, moment);
            at += skip + length;
        }
        if (c->state == AWAY) return;
        memmove(c->in, c->in + at, c->in_len - at);
        c->in_len -= at;
        if ((size_t)count < asked || (c->stalls && c->state == LIVE)) return;
    }
}

static void begin(struct client *c, int index) {
    int one = 1, small = 4096;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)ports[index % port_count]), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) stop("no more sockets: %s (raise the limit: ulimit -n)", strerror(errno));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (c->stalls) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    c->again_at = 0;
    c->state = CONNECTING;
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event);
    if (connect(c->fd, (void *)&to, sizeof to) < 0 && errno != EINPROGRESS) end(c);
}

static void happened(struct client *c, uint32_t what) {
    if (c->state == AWAY) return;
    if (c->state == CONNECTING) {
        int error = 0, index = (int)(c - all);
        socklen_t length = sizeof error;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
        if (error) { end(c); return; }
        char request[4000];
        const char *cookie = index < cookie_count ? cookies[index] : "";
        int count = snprintf(request, sizeof request,
            "GET %s%s%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: %s%d\r\n%s%s%s\r\n",
            c->listens || !*talk_path ? path : talk_path, c->ticket ? "?ticket=" : "", c->ticket ? c->ticket : "", ports[index % port_count], origin,
            ports[index % port_count], *cookie ? "Cookie: " : "", cookie, *cookie ? "\r\n" : "");
        c->state = SHAKING;
        want(c, 0);
        push(c, request, (size_t)count);
        return;
    }
    if (what & EPOLLOUT) push_rest(c);
    if (c->state != AWAY && (what & (EPOLLIN | EPOLLHUP | EPOLLERR))) readable(c);
}

static void wait_for_events(double seconds) {
    struct epoll_event events[512];
    if (seconds < 0) seconds = 0;
    if (seconds > 0.05) seconds = 0.05;
    struct timespec limit = {0, (long)(seconds * 1e9)};
    int count = epoll_pwait2(poller, events, 512, &limit, NULL);
    for (int i = 0; i < count; i++) happened(events[i].data.ptr, events[i].events);
}

/* --- the play ------------------------------------------------------------------------------------------ */

static void say(int number, uint64_t due) {
    static char made[8000];
    char body[4100], id[60];
    struct client *speaker = NULL;
    int from = *talk_path ? listeners + stalled : silent_first;
    for (int tries = 0; tries < talkers && !speaker; tries++) {
        struct client *candidate = &all[from + (number + tries) % talkers];
        if (candidate->state == LIVE) speaker = candidate;
    }
    if (!speaker) return;
    int count = 31;
    memcpy(body, "#M........:...................#", 32);
    spell(body + 2, (uint64_t)number, 8);
    spell(body + 11, due, 19);
    for (; count < size && count < 4000; count++) /* words of six letters, as somebody would write */
        body[count] = count % 7 ? (char)('a' + (count * 7 + number) % 26) : ' ';
    body[count] = 0;
    snprintf(id, sizeof id, "%s-%d", tag, number);
    size_t at = 0;
    for (const char *p = talk; *p && at < sizeof made - 4200;) {
        if (!strncmp(p, "@BODY", 5)) { at += (size_t)sprintf(made + at, "%s", body); p += 5; }
        else if (!strncmp(p, "@ID", 3)) { at += (size_t)sprintf(made + at, "%s", id); p += 3; }
        else made[at++] = *p++;
    }
    said_at[number - first_number] = due;
    frame(speaker, 1, made, at);
}

struct outcome { double seconds, server, own; uint64_t owed; int said; };

static size_t mark_words(void) { return (size_t)(messages > warm ? messages : warm) / 64 + 1; }

static struct outcome play(int first, int count, double per_second) {
    struct outcome out = {0};
    first_number = first;
    phase_messages = count;
    got = frames = octets = wrong = acks = held = dups = nacks = 0;
    whole = 0;
    memset(times_got, 0, sizeof *times_got * (size_t)(count + 1));
    memset(said_at, 0, sizeof *said_at * (size_t)(count + 1));
    memset(again_at, 0, sizeof *again_at * (size_t)(count + 1));
    waiting = put_off = 0;
    memset(&deliveries, 0, sizeof deliveries);
    memset(&answers, 0, sizeof answers);
    for (int i = 0; i < listeners; i++) memset(all[i].had, 0, mark_words() * sizeof *all[i].had);
    uint64_t began = now(), limit = began + (uint64_t)(longest * 1e9);
    double server = processor_seconds(), own = own_seconds();
    last_read = last_word = began;
    while (now() < limit && live_now) {
        uint64_t moment = now();
        if (per_second > 0)
            for (uint64_t due; out.said < count && (due = began + (uint64_t)(out.said * 1e9 / per_second)) <= moment; out.said++) say(first + out.said, due);
        else
            while (out.said < count && out.said - whole < window) { say(first + out.said, now()); out.said++; }
        for (int i = 0; waiting && i < count; i++)
            if (again_at[i] && again_at[i] <= moment) { again_at[i] = 0; waiting--; say(first + i, said_at[i]); }
        int done = got >= (uint64_t)count * (uint64_t)listeners && (!greet || silent || acks + nacks >= (uint64_t)count);
        if (out.said == count && done) break;
        if (now() > last_word + (uint64_t)(quiet * 1e9) && (out.said == count || per_second <= 0)) break;
        double pause = 0.05;
        if (per_second > 0 && out.said < count)
            pause = ((double)began + out.said * 1e9 / per_second - (double)now()) / 1e9;
        wait_for_events(pause);
    }
    out.seconds = (double)((got >= (uint64_t)count * (uint64_t)listeners ? now() : last_read) - began) / 1e9;
    if (out.seconds <= 0) out.seconds = (double)(now() - began) / 1e9;
    out.server = processor_seconds() - server;
    out.own = own_seconds() - own;
    out.owed = (uint64_t)out.said * (uint64_t)listeners;
    return out;
}

/* The first come alone: what a server sets up once is not what a member costs. */
enum { FIRST = 20 };

static double gather(int next, int upto) {
    uint64_t began = now();
    int least = next;
    while (now() - began < (uint64_t)(longest * 1e9)) {
        int under_way = 0;
        for (int i = least; i < next; i++) {
            if (all[i].state == LIVE || all[i].state == AWAY) { if (i == least) least++; }
            else under_way++;
        }
        while (next < upto && under_way < at_once) { begin(&all[next], next); next++; under_way++; }
        if (next == upto && live_now + refused >= upto) break;
        wait_for_events(0.01);
    }
    return (double)(now() - began) / 1e9;
}

static void read_cookies(void) {
    FILE *file = fopen(cookie_file, "r");
    char line[1200];
    if (!file) stop("no file %s", cookie_file);
    cookies = calloc((size_t)total, sizeof *cookies);
    while (cookie_count < total && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        cookies[cookie_count++] = strdup(line);
    }
    fclose(file);
    if (cookie_count < listeners + stalled) stop("%d sign-ins for %d clients", cookie_count, listeners + stalled);
}

static int numbers(char *words, int *into, int most) {
    int count = 0;
    for (char *word = strtok(words, ","); word && count < most; word = strtok(NULL, ",")) into[count++] = atoi(word);
    return count;
}

/* Everybody is in. Say so, wait until the server is gone, and tell when everybody is in again. */
static int weather(double gathered) {
    printf("{\"live\": %d, \"connect_s\": %.3f}\n", live_now, gathered);
    fflush(stdout);
    uint64_t began = now(), fell = 0, rose = 0, limit = began + (uint64_t)(longest * 1e9);
    int lowest = live_now;
    while (now() < limit) {
        wait_for_events(0.02);
        uint64_t moment = now();
        for (int i = 0; i < total; i++)
            if (all[i].state == AWAY && all[i].again_at && all[i].again_at <= moment) begin(&all[i], i);
        if (live_now < lowest) lowest = live_now;
        if (!fell && live_now < total) fell = now();
        if (fell && lowest <= total / 2 && live_now == total) { rose = now(); break; }
    }
    printf("{\"fell_ns\": %llu, \"rose_ns\": %llu, \"live\": %d, \"lowest\": %d, \"refused\": %d, \"wrong\": %llu, \"last_refusal\": \"%s\"}\n",
        (unsigned long long)fell, (unsigned long long)rose, live_now, lowest, refused, (unsigned long long)wrong, last_refusal);
    return rose ? 0 : 1;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (!strcmp(name, "--greet")) { greet = 1; continue; }
        if (!strcmp(name, "--storm")) { storm = 1; continue; }
        if (!strcmp(name, "--silent")) { silent = 1; continue; } /* nobody acknowledges what is said */
        if (i + 1 >= argc) stop("%s wants a value", name);
        char *value = argv[++i];
        struct { const char *name; int *whole; double *part; const char **words; } known[] = {
            {"--listeners", &listeners, 0, 0}, {"--talkers", &talkers, 0, 0}, {"--stalled", &stalled, 0, 0},
            {"--messages", &messages, 0, 0}, {"--warm", &warm, 0, 0}, {"--window", &window, 0, 0},
            {"--size", &size, 0, 0}, {"--at-once", &at_once, 0, 0}, {"--rate", 0, &rate, 0},
            {"--longest", 0, &longest, 0}, {"--quiet", 0, &quiet, 0}, {"--hold", 0, &hold, 0},
            {"--path", 0, 0, &path}, {"--talk-path", 0, 0, &talk_path}, {"--talk", 0, 0, &talk},
            {"--origin", 0, 0, &origin}, {"--silent-first", &silent_first, 0, 0}, {"--cookies", 0, 0, &cookie_file}, {"--tag", 0, 0, &tag},
        };
        size_t at = 0, count = sizeof known / sizeof *known;
        while (at < count && strcmp(known[at].name, name)) at++;
        if (at < count) {
            if (known[at].whole) *known[at].whole = atoi(value);
            else if (known[at].part) *known[at].part = atof(value);
            else *known[at].words = value;
        } else if (!strcmp(name, "--port")) port_count = numbers(value, ports, 8);
        else if (!strcmp(name, "--pids")) pid_count = numbers(value, pids, 64);
        else stop("what is %s?", name);
    }
    if (!port_count) stop("--port is missing");
    if (rate <= 0 && window < 1) window = 1;
    total = listeners + stalled + (*talk_path ? talkers : 0);
    if (*cookie_file) read_cookies();
    all = calloc((size_t)total, sizeof *all);
    times_got = calloc((size_t)(messages + warm + 1), sizeof *times_got);
    said_at = calloc((size_t)(messages + warm + 1), sizeof *said_at);
    again_at = calloc((size_t)(messages + warm + 1), sizeof *again_at);
    if (!all || !times_got || !said_at || !again_at) stop("no memory");
    if ((poller = epoll_create1(0)) < 0) stop("no epoll");
    srand48(getpid());
    for (int i = 0; i < total; i++) {
        all[i].listens = i < listeners;
        if (all[i].listens && !(all[i].had = calloc(mark_words(), sizeof *all[i].had))) stop("no memory");
        all[i].stalls = i >= listeners && i < listeners + stalled;
    }
    int first = total < 2 * FIRST ? 0 : FIRST;
    gather(0, first);
    unsigned long long before = memory_kb();
    double server = processor_seconds(), gathered = gather(first, total);
    double connecting = processor_seconds() - server;
    if (live_now < total) fprintf(stderr, "%d of %d clients came in (%s)\n", live_now, total, last_refusal);
    if (storm) return weather(gathered);
    for (uint64_t until = now() + 500000000u; now() < until;) wait_for_events(0.05);
    unsigned long long settled = memory_kb();
    if (warm) play(0, warm, rate);
    measuring = 1;
    came_late = live_now;
    struct outcome out = play(warm, messages, rate);
    for (uint64_t until = now() + (uint64_t)(hold * 1e9); now() < until;) wait_for_events(0.05);
    printf("{\"listeners\": %d, \"stalled\": %d, \"came\": %d, \"live\": %d, \"ended\": %d, \"refused\": %d, \"connect_s\": %.3f, "
           "\"connect_cpu_ms_each\": %.3f, \"said\": %d, \"warm\": %d, \"delivered\": %llu, \"lost\": %llu, \"wrong\": %llu, \"frames\": %llu, "
           "\"octets\": %llu, \"acks\": %llu, \"held\": %llu, \"dups\": %llu, \"nacks\": %llu, \"put_off\": %d, \"seconds\": %.3f, \"server_s\": %.4f, "
           "\"server_busy\": %.3f, \"client_busy\": %.3f, \"us_each\": %.3f, \"p50_ms\": %.2f, \"p95_ms\": %.2f, \"p99_ms\": %.2f, "
           "\"max_ms\": %.2f, \"ack_p50_ms\": %.2f, \"ack_p99_ms\": %.2f, \"kb_each\": %.2f, \"before_kb\": %llu, \"settled_kb\": %llu, \"after_kb\": %llu, "
           "\"last_refusal\": \"%s\"}\n",
        listeners, stalled, came_late, live_now, ended, refused, gathered, connecting * 1e3 / (total - first), out.said, warm, (unsigned long long)got,
        (unsigned long long)(out.owed > got ? out.owed - got : 0), (unsigned long long)wrong, (unsigned long long)frames,
        (unsigned long long)octets, (unsigned long long)acks, (unsigned long long)held, (unsigned long long)dups,
        (unsigned long long)nacks, put_off, out.seconds, out.server, out.server / out.seconds, out.own / out.seconds,
        got ? out.server * 1e6 / (double)got : 0, quantile(&deliveries, .5), quantile(&deliveries, .95),
        quantile(&deliveries, .99), quantile(&deliveries, 1), quantile(&answers, .5), quantile(&answers, .99),
        settled > before ? (double)(settled - before) / (total - first) : 0, before, settled,
        memory_kb(), last_refusal);
    if (nacks) fprintf(stderr, "refused: %s\n", last_nack);
    return live_now ? 0 : 1;
}
