/* SPDX-License-Identifier: MIT */
/*
 * dev/uart_output.c — bytes to a serial port: at once, or by the port's interrupts.
 *
 * The log is written at once: a line must be out before anything is tried that may fail. What a command
 * answers may wait in a queue, so that whoever wrote it can go on; it is short enough to be sent
 * within a tenth of a second when something has to be said at once, and goes before it. Only THRE is
 * waited for: some half-dead parts never report a wholly empty transmitter.
 *
 * Whoever takes bytes out of a queue, an interrupt or a writer, holds it for one FIFO's fill with
 * interrupts off. Nobody waits for it for ever: a panic finds it held by a core that was stopped.
 */
#include "cpu/console_lock.h"
#include "cpu/registers.h"
#include "dev/uart.h"
#include "dev/uart_access.h"
#include "dev/uart_regs.h"

#define UART_TIMEOUTS_MAX 3
#define TAKE_TRIES        10000 /* a fill takes far less */
#define VAIN_MAX          100   /* rounds in which the port takes nothing though it has room */
#define BITS_PER_BYTE     10    /* with start and stop bit */
#define QUEUED_PER_S      10    /* parts of a second that may wait in a queue */
#define QUEUE_BYTES       2048  /* a power of two; more than a tenth of a second holds */

static struct uart_queue {
    bool is_on, is_taken;
    uint32_t written, sent;
    char bytes[QUEUE_BYTES];
} queues[UART_COM_PORTS];

/* Only the standard places have lines that somebody knows. */
static struct uart_queue *queue_of(const struct uart *uart)
{
    for (unsigned i = 0; i < UART_COM_PORTS; i++)
        if (uart == uart_port(i))
            return queues[i].is_on ? &queues[i] : NULL;
    return NULL;
}

/* ---- at once ---- */

/* Waits for room. Returns how many bytes may be written now, 0 when the port is given up. */
static unsigned room_wait(struct uart *uart)
{
    while (!uart->is_dead) {
        if (uart_status_wait(uart, UART_LSR_THRE)) {
            uart->timeouts = 0;
            return uart->has_fifo ? UART_FIFO_BYTES : 1;
        }
        uart->is_dead = ++uart->timeouts >= UART_TIMEOUTS_MAX;
    }
    return 0;
}

/* Whoever held the line up may be back: one look for each text, no wait. */
static bool is_usable(struct uart *uart)
{
    uint8_t status;

    if (!uart->is_present || !uart->is_dead)
        return uart->is_present;
    status = uart_reg_read(uart, UART_LSR);
    if (status == UART_LSR_ABSENT || !(status & UART_LSR_THRE))
        return false;
    uart->is_dead = false;
    uart->timeouts = 0;
    return true;
}

static void text_write(struct uart *uart, const char *text, size_t size)
{
    unsigned room = 0;
    bool cr_sent = false;
    size_t i = 0;

    while (i < size) {
        if (room == 0)
            room = room_wait(uart);
        if (room == 0)
            return;
        room--;
        if (text[i] == '\n' && !cr_sent) {
            uart_reg_write(uart, UART_THR, '\r');
            cr_sent = true;
            continue;
        }
        uart_reg_write(uart, UART_THR, (uint8_t)text[i]);
        cr_sent = false;
        i++;
    }
}

/* ---- by the port's interrupts ---- */

static bool queue_take(struct uart_queue *queue, unsigned tries)
{
    for (unsigned i = 0; i < tries; i++) {
        if (!__atomic_exchange_n(&queue->is_taken, true, __ATOMIC_ACQUIRE))
            return true;
        cpu_relax();
    }
    return false;
}

static void queue_give_back(struct uart_queue *queue)
{
    __atomic_store_n(&queue->is_taken, false, __ATOMIC_RELEASE);
}

static uint32_t queue_used(const struct uart_queue *queue)
{
    return __atomic_load_n(&queue->written, __ATOMIC_ACQUIRE) -
           __atomic_load_n(&queue->sent, __ATOMIC_RELAXED);
}

/* Sends up to room bytes. */
static void queue_send(struct uart *uart, struct uart_queue *queue, unsigned room)
{
    while (room-- > 0 && queue_used(queue) > 0) {
        uart_reg_write(uart, UART_THR, (uint8_t)queue->bytes[queue->sent % QUEUE_BYTES]);
        __atomic_store_n(&queue->sent, queue->sent + 1, __ATOMIC_RELEASE);
    }
}

/*
 * Sends one FIFO's fill, and tells the port whether to call when it has room again. False when somebody
 * else has the queue.
 */
static bool fill_send(struct uart *uart, struct uart_queue *queue, unsigned tries)
{
    const uint64_t flags = interrupts_save();
    const bool is_ours = queue_take(queue, tries);
    uint8_t status;

    if (is_ours) {
        status = uart_reg_read(uart, UART_LSR);
        if (status != UART_LSR_ABSENT && status & UART_LSR_THRE)
            queue_send(uart, queue, uart->has_fifo ? UART_FIFO_BYTES : 1);
        uart_reg_write(uart, UART_IER,
                       (uart->is_receiving ? UART_IER_RECEIVED : 0) |
                           (queue_used(queue) > 0 ? UART_IER_SENT : 0));
        queue_give_back(queue);
    }
    interrupts_restore(flags);
    return is_ours;
}

void uart_output_serve(struct uart *uart)
{
    struct uart_queue *queue = queue_of(uart);

    if (queue != NULL && queue_used(queue) > 0 && !uart->is_in_test)
        fill_send(uart, queue, 1);
}

/* Waits until no more than most bytes are in the queue; a port that is given up loses them. */
static void queue_wait(struct uart *uart, struct uart_queue *queue, uint32_t most)
{
    for (unsigned vain = 0; queue_used(queue) > most && vain < VAIN_MAX; vain++) {
        const uint32_t sent = __atomic_load_n(&queue->sent, __ATOMIC_RELAXED);

        if (room_wait(uart) == 0)
            break;
        if (!fill_send(uart, queue, TAKE_TRIES))
            queue_give_back(queue); /* whoever had it does not come back */
        if (__atomic_load_n(&queue->sent, __ATOMIC_RELAXED) != sent)
            vain = 0;
    }
    if (queue_used(queue) > most)
        queue->sent = queue->written;
}

static void queue_put(struct uart *uart, struct uart_queue *queue, uint32_t limit, char byte)
{
    queue_wait(uart, queue, limit - 1);
    queue->bytes[queue->written % QUEUE_BYTES] = byte;
    __atomic_store_n(&queue->written, queue->written + 1, __ATOMIC_RELEASE);
}

/* How much may wait: what the line sends in a tenth of a second. */
static uint32_t queue_limit(const struct uart *uart)
{
    const uint32_t bytes = uart->baud / BITS_PER_BYTE / QUEUED_PER_S;

    return bytes == 0 ? 1 : bytes < QUEUE_BYTES ? bytes : QUEUE_BYTES;
}

/* ---- for everybody ---- */

void uart_output_queue(struct uart *uart)
{
    for (unsigned i = 0; i < UART_COM_PORTS; i++)
        if (uart == uart_port(i))
            queues[i].is_on = true;
}

void uart_write(struct uart *uart, const char *text, size_t size)
{
    struct uart_queue *queue = queue_of(uart);

    console_lock();
    if (is_usable(uart)) {
        if (queue != NULL)
            queue_wait(uart, queue, 0);
        text_write(uart, text, size);
    }
    console_unlock();
}

void uart_write_later(struct uart *uart, const char *text, size_t size)
{
    struct uart_queue *queue = queue_of(uart);
    const uint32_t limit = queue_limit(uart);

    if (queue == NULL) {
        uart_write(uart, text, size);
        return;
    }
    console_lock();
    for (size_t i = 0; i < size && is_usable(uart); i++) {
        if (text[i] == '\n')
            queue_put(uart, queue, limit, '\r');
        queue_put(uart, queue, limit, text[i]);
    }
    uart_output_serve(uart);
    console_unlock();
}

void uart_flush(struct uart *uart)
{
    struct uart_queue *queue = queue_of(uart);

    if (queue == NULL || queue_used(queue) == 0)
        return;
    console_lock();
    queue_wait(uart, queue, 0);
    console_unlock();
}

void uart_drain(struct uart *uart)
{
    if (!uart->is_present || uart->is_dead)
        return;
    uart_flush(uart);
    uart_status_wait(uart, UART_LSR_EMPTY);
}
